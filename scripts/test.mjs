// npm test [-- SUITE…]   Set-up, then the suites; the last line alone says what passed and failed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { failedAmong, succeeds } from './lib/check.mjs';
import { buildPage } from './lib/page.mjs';
import { nodeModules, root } from './lib/paths.mjs';
import { lintTools, typecheckPrograms } from './lib/tools.mjs';
import { parseSetupOptions, setUp } from './setup/all.mjs';
import { ensureTestPython } from './setup/test-python.mjs';

const temporary = mkdtempSync(join(tmpdir(), 'flawsmith-test-'));
// Tests get a temporary folder of their own, so that what they leave behind goes with it.
const environment = { ...process.env, TMPDIR: temporary, TF_CPP_MIN_LOG_LEVEL: '2' };
delete environment.NODE_ENV; // vitest sets it

const toolSuites = { typecheck: typecheckPrograms, lint: lintTools };
/** Suites of one vitest run, whose files share the cores; one run after the other. */
const testGroups = [
  ['unit', 'contract', 'reference'],
  ['integration', 'e2e'],
];
const suites = [...Object.keys(toolSuites), ...testGroups.flat()];

const nothing = { passed: 0, failed: 0, skipped: 0 };
const sum = (one, other) => Object.fromEntries(Object.keys(nothing).map((key) => [key, one[key] + other[key]]));
const oneFailed = (name) => ({ name, counts: { ...nothing, failed: 1 }, seconds: 0 });
const secondsSince = (started) => (Date.now() - started) / 1000;

async function runTools(name) {
  const started = Date.now();
  const failed = (await failedAmong(toolSuites[name], environment)).length;
  const counts = { ...nothing, passed: toolSuites[name].length - failed, failed };
  return { name, counts, seconds: secondsSince(started) };
}

/** Builds what the browser's tests open, then runs the suites; without it the others run all the same. */
async function runTests(names) {
  const isBuilt = !names.includes('e2e') || (await buildPage({ shell: true }));
  const able = names.filter((name) => isBuilt || name !== 'e2e');
  return [...(able.length ? await vitest(able) : []), ...(isBuilt ? [] : [oneFailed('e2e')])];
}

/** Runs vitest projects; a file that does not even load, or a run that dies, counts as a failure. @returns a row for each */
async function vitest(projects) {
  const started = Date.now();
  const report = join(temporary, `${projects.join('-')}.json`);
  const script = join(nodeModules, 'vitest', 'vitest.mjs');
  const args = ['run', '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const isGreen = await succeeds([script, ...args, ...projects.map((name) => `--project=${name}`)], environment);
  const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
  const rows = projects.map((name) => {
    const own = files.filter((file) => relative(join(root, 'tests'), file.name).split(sep)[0] === name);
    const others = projects.filter((other) => other !== name);
    return { name, counts: own.map(countTests).reduce(sum, nothing), seconds: secondsSince(started), others };
  });
  const isExplained = isGreen || rows.some(({ counts }) => counts.failed > 0);
  return isExplained ? rows : [...rows, oneFailed(`the run of ${projects.join(', ')}`)];
}

/** Counts of one test file of vitest's report. */
function countTests({ status, assertionResults }) {
  const count = (...states) => assertionResults.filter((test) => states.includes(test.status)).length;
  const isUnloaded = status === 'failed' && count('failed') === 0;
  return {
    passed: count('passed'),
    failed: count('failed') + (isUnloaded ? 1 : 0),
    skipped: count('pending', 'skipped', 'todo'),
  };
}

const summary = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

function line({ name, counts, seconds, others = [] }) {
  const together = others.length ? ` together with ${others.join(' and ')}` : '';
  return `${name}: ${summary(counts)} (${seconds.toFixed(1)} s${together})\n`;
}

async function runAll(wanted) {
  const rows = await Promise.all(Object.keys(toolSuites).filter(wanted).map(runTools));
  for (const group of testGroups) rows.push(...(await runTests(group.filter(wanted))));
  return rows;
}

async function main() {
  const { options, rest } = parseSetupOptions(process.argv.slice(2));
  const unknown = rest.filter((name) => !suites.includes(name));
  if (unknown.length) {
    process.stderr.write(`No such suite: ${unknown.join(', ')}. There are: ${suites.join(', ')}\n`);
    return 2;
  }
  let rows = [oneFailed('set-up')];
  if (await setUp(options)) {
    await ensureTestPython({ wheels: options.wheels });
    rows = await runAll((name) => !rest.length || rest.includes(name));
  }
  const total = rows.map(({ counts }) => counts).reduce(sum, nothing);
  process.stdout.write(`\n${rows.map(line).join('')}${summary(total)}\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
