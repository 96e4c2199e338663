const name = process.env.FLAWSMITH_MUTANTS ?? 'latest';

/**
 * Mutation tests, started for each file by `npm run test:mutants` (scripts/mutants.mjs, see CONTRIBUTING.md). Texts and
 * patterns are left as they are: what an error message says is read by people.
 */
export default {
  mutator: { excludedMutations: ['StringLiteral', 'Regex'] },
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutants.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // What acts only while its module loads (tables, schemas) is left out: with vitest 5 the runner does not switch it on.
  ignoreStatic: true,
  concurrency: Number(process.env.FLAWSMITH_MUTANT_WORKERS ?? 1),
  timeoutMS: 10_000,
  timeoutFactor: 2,
  incremental: true,
  incrementalFile: `reports/mutants/${name}.json`,
  reporters: ['clear-text'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false, reportScoreTable: false },
  allowConsoleColors: false,
  disableTypeChecks: false, // nothing checks types here

  tempDirName: '.stryker-tmp',
  ignorePatterns: ['/.flawsmith', '/out', '/dist', '/docs', '/reports'],
};
