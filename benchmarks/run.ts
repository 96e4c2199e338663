/** All benchmarks, one JSON object a line, then a table. `npm run bench [names…]`. Ratios of one run; times only inform. */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

interface Result {
  benchmark: string;
  [figure: string]: unknown;
}

const names = [
  'step',
  'preview',
  'scoring',
  'import',
  'metrics',
  'memory',
  'undo',
  'window',
  'paint',
  'label',
  'firstVerdict',
];
const wanted = process.argv.slice(2);
const rows: string[] = [];

for (const name of names.filter((candidate) => wanted.length === 0 || wanted.includes(candidate))) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    encoding: 'utf8',
  });
  const line = stdout
    .trim()
    .split('\n')
    .findLast((text) => text.startsWith('{'));
  if (status !== 0 || !line) {
    process.stderr.write(`${name}: skipped: ${stderr.trim().split('\n').at(-1) ?? 'no output'}\n`);
    continue;
  }
  const result = JSON.parse(line) as Result;
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    load: loadavg()[0],
    at: new Date().toISOString(),
  };
  process.stdout.write(`${JSON.stringify({ ...result, machine })}\n`);
  const figures = Object.entries(result).filter(([, value]) => typeof value === 'number' || typeof value === 'string');
  rows.push(
    figures
      .map(([key, value]) => (key === 'benchmark' ? String(value).padEnd(10) : `${key} ${String(value)}`))
      .join('  '),
  );
}
process.stdout.write(`\n${rows.join('\n')}\n`);
process.exitCode = rows.length ? 0 : 1;
