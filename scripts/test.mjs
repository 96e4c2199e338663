// npm test [-- SUITE…]   Set-up, then the suites; the last line alone says what passed and failed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failedAmong, succeeds } from './lib/check.mjs';
import { buildPage } from './lib/page.mjs';
import { nodeModules } from './lib/paths.mjs';
import { lintTools, typecheckPrograms } from './lib/tools.mjs';
import { parseSetupOptions, setUp } from './setup/all.mjs';
import { ensureTestPython } from './setup/test-python.mjs';

const temporary = mkdtempSync(join(tmpdir(), 'flawsmith-test-'));
// Tests get a temporary folder of their own, so that what they leave behind goes with it.
const environment = { ...process.env, TMPDIR: temporary, TF_CPP_MIN_LOG_LEVEL: '2' };
delete environment.NODE_ENV; // vitest sets it

const suites = {
  typecheck: async () => tally((await failedAmong(typecheckPrograms, environment)).length ? 1 : 0, 1),
  lint: async () => tally((await failedAmong(lintTools, environment)).length, lintTools.length),
  unit: () => vitest('unit'),
  contract: () => vitest('contract'),
  reference: () => vitest('reference'),
  integration: () => vitest('integration'),
  e2e: async () => ((await buildPage({ shell: true })) ? vitest('e2e') : tally(1, 1)),
};

const tally = (failed, total) => ({ passed: total - failed, failed, skipped: 0 });

/** Runs one vitest project; a file that does not even load, or a run that dies, counts as a failure. */
async function vitest(project) {
  const report = join(temporary, `${project}.json`);
  const script = join(nodeModules, 'vitest', 'vitest.mjs');
  const args = ['run', `--project=${project}`, '--passWithNoTests', '--reporter=default', '--reporter=json'];
  const isGreen = await succeeds([script, ...args, `--outputFile.json=${report}`], environment);
  const counts = existsSync(report) ? countTests(JSON.parse(readFileSync(report, 'utf8'))) : tally(0, 0);
  return isGreen || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function countTests(result) {
  const unloaded = result.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.length,
  );
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + unloaded.length,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

const summary = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

async function main() {
  const { options, rest } = parseSetupOptions(process.argv.slice(2));
  const unknown = rest.filter((name) => !Object.hasOwn(suites, name));
  if (unknown.length) {
    process.stderr.write(`No such suite: ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}\n`);
    return 2;
  }
  const lines = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  if (await setUp(options)) {
    await ensureTestPython({ wheels: options.wheels });
    for (const name of rest.length ? rest : Object.keys(suites)) {
      const started = Date.now();
      const counts = await suites[name]();
      for (const key of Object.keys(total)) total[key] += counts[key];
      lines.push(`${name}: ${summary(counts)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    }
  } else {
    total.failed = 1;
  }
  process.stdout.write(`\n${lines.map((line) => `${line}\n`).join('')}${summary(total)}\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
