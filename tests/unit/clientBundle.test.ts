import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';

it('the decoder that packages carry is made from the sources as they are: npm run build:client', () => {
  const program = `import { clientBundle } from './scripts/lib/clientBundle.mjs'; process.stdout.write(await clientBundle());`;
  const made = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  expect(readFileSync(join(projectRoot, 'resources/package/reading/pictures.mjs'), 'utf8')).toBe(made);
});
