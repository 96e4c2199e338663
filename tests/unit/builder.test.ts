import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';

it('the installed window’s program can do nothing else', () => {
  const builder = readFileSync(join(projectRoot, 'electron-builder.yml'), 'utf8');
  const fuses = /^electronFuses:\n((?: {2}\w+: \w+\n)+)/m.exec(builder)![1]!;
  const wanted = {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  };
  const given = Object.fromEntries(
    fuses
      .trim()
      .split('\n')
      .map((line) => line.trim().split(': ') as [string, string]),
  );
  expect(given).toEqual(Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, String(value)])));
  // names are checked against the packager's own list, which ignores none that it does not know
  const known = readFileSync(join(projectRoot, 'node_modules', 'app-builder-lib', 'scheme.json'), 'utf8');
  for (const name of Object.keys(wanted)) expect(known).toContain(`"${name}"`);
});
