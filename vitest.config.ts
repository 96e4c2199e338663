import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

interface Lane {
  /** How many files at once. Left alone, vitest keeps one core for itself, which of two is half. */
  maxWorkers: number | string;
  /** Projects of one lane run together, lanes one after the other. */
  sequence: { groupOrder: number };
}
/** Quick and of one thread: as many as there are cores. */
const quick: Lane = { maxWorkers: '100%', sequence: { groupOrder: 0 } };
/** Whole programs, that start engines and browsers and wait for them: two use what one leaves idle, more would only take memory. */
const whole: Lane = { maxWorkers: 2, sequence: { groupOrder: 1 } };

/** What takes longest, the longest first. */
const longest = [
  ...['e2e/journey', 'integration/sampleRecipe', 'e2e/firstStart', 'integration/realDefects'],
  ...['integration/backboneChoice', 'integration/engine/validation', 'integration/journey', 'integration/studioServer'],
  ...['integration/engine/trainer', 'integration/staleness', 'integration/comparison', 'integration/quality'],
  ...['integration/engine/resume', 'integration/limits', 'e2e/goodPartsOnly', 'e2e/undo', 'integration/zonesJourney'],
];

/** Begins with what takes longest, so that no worker is left alone with it at the end. */
class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = longest.findIndex((name) => moduleId.endsWith(`/tests/${name}.test.ts`));
      return rank < 0 ? longest.length : rank;
    };
    return Promise.resolve([...files].sort((a, b) => rankOf(a) - rankOf(b)));
  }
}

/** One project per kind of test; `npm test -- unit` runs one of them. */
const project = (name: string, timeoutSeconds: number, lane: Lane) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node',
    setupFiles: ['tests/fixtures/ownState.ts'],
    globalSetup: ['tests/fixtures/ownTemporary.ts'],
    pool: 'forks' as const,
    ...lane,
    expect: { poll: { timeout: 120_000 } }, // vitest's one second is short where others use the machine too
    testTimeout: timeoutSeconds * 1000,
    hookTimeout: timeoutSeconds * 1000,
  },
});

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      project('unit', 300, quick),
      project('contract', 300, quick),
      project('reference', 900, quick),
      project('integration', 1800, whole),
      project('e2e', 1800, whole),
    ],
  },
});
