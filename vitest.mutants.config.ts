import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that failed last first, then the shortest: most mutants are noticed by the file that noticed their neighbour. */
class QuickestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const costOf = (file: TestSpecification): number => {
      const known = this.ctx.cache.getTestSpecificationResult(file);
      return known?.failed ? -1 : (known?.duration ?? 0);
    };
    return Promise.resolve([...files].sort((a, b) => costOf(a) - costOf(b)));
  }
}

/** The tests that mutants are tried against: the quick ones, in one project, since Stryker starts them thousands of times. */
export default defineConfig({
  cacheDir: '.vite-mutants',
  test: {
    include: ['unit', 'reference', 'contract'].map((kind) => `tests/${kind}/**/*.test.ts`),
    environment: 'node',
    sequence: { sequencer: QuickestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
