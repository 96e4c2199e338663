import { defineConfig } from 'vitest/config';

/** One project per kind of test; `npm test -- unit` runs one of them. */
const project = (name: string, timeoutSeconds: number, isSerial = false) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node',
    setupFiles: ['tests/fixtures/ownState.ts'],
    pool: 'forks' as const,
    fileParallelism: !isSerial,
    testTimeout: timeoutSeconds * 1000,
    hookTimeout: timeoutSeconds * 1000,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 60),
      project('contract', 60),
      project('reference', 300),
      project('integration', 600, true),
      project('e2e', 300, true),
    ],
  },
});
