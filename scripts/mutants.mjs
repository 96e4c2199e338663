// npm run test:mutants -- [FILE OR FOLDER …] [--all-tests] [--survivors] [--table]
//
// Changes one operator at a time in the files named (all of src/shared, src/main/scoring and src/main/studio/dataset where
// none is) and sees whether the tests notice. Files are taken one by one, each against the tests nearest to it; what is done
// stays under reports/mutants and is not done again unless file or tests change. --table and --survivors only print what
// stands there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sourcesIn, testsFor } from './mutants/files.mjs';
import { printSurvivors, printTable, readReports, reportName } from './mutants/report.mjs';

const roots = ['src/shared', 'src/main/scoring', 'src/main/studio/dataset'];
const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';

function mutate(file, allTests) {
  const tests = testsFor(file, allTests);
  const log = tests.length > 4 ? `${tests.length} test files` : tests.join(', ');
  process.stdout.write(`\n${file} against ${log || 'no test at all'}\n`);
  if (tests.length === 0) return true;
  const name = reportName(file);
  const env = { ...process.env, FLAWSMITH_MUTANTS: name, NODE_NO_WARNINGS: '1' };
  const args = [stryker, 'run', '--mutate', file, '--testFiles', tests.join(',')];
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status === 0;
}

const args = process.argv.slice(2);
const named = args.filter((arg) => !arg.startsWith('--'));
const missing = named.filter((path) => !existsSync(path));
if (missing.length > 0) {
  process.stderr.write(`Not found: ${missing.join(', ')}\n`);
  process.exit(2);
}
const files = (named.length > 0 ? named : roots).flatMap(sourcesIn);
mkdirSync(join('reports', 'mutants'), { recursive: true });
const onlyPrints = args.includes('--table') || args.includes('--survivors');
const failed = onlyPrints ? [] : files.filter((file) => !mutate(file, args.includes('--all-tests')));
const reports = readReports(files);
if (args.includes('--survivors')) printSurvivors(reports);
else printTable(reports, roots);
if (failed.length > 0) process.stderr.write(`Could not be tried: ${failed.join(', ')}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
