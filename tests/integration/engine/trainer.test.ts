import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PixelRef, TrainJob, TrainResult } from '#shared/contract/engine.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import type { LossValues, LossWeights } from '#shared/domain/runs.ts';
import { score } from '#engine/evaluation/score.ts';
import { train } from '#engine/training/trainer.ts';
import { backboneFile } from '#studio/paths.ts';
import { writeParts } from '../../fixtures/parts.ts';
import { expectNoLeakAsync } from '../../fixtures/tensors.ts';

const size = 64;

describe.skipIf(!existsSync(backboneFile))('training on native TensorFlow', () => {
  let dir: string;
  let refs: PixelRef[];

  beforeAll(async () => {
    ({ dir, refs } = await writeParts(10, size));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const job = (loss: LossWeights, steps: number, seed = 1): TrainJob => ({
    run: { id: 'run-0001', key: 'a' },
    runDir: join(dir, 'run'),
    config: { schema: 1, size, picture: squareOf(size), seed, budget: { steps }, loss, priorSet: defaultPriorSet },
    train: refs.slice(0, 6),
    calibration: refs.slice(6),
    backboneFile,
    resume: false,
  });

  const run = (work: TrainJob): Promise<TrainResult> =>
    train(work, {
      signal: { aborted: false },
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      progress: () => undefined,
    });

  async function losses(): Promise<LossValues[]> {
    const text = await readFile(join(dir, 'run', 'metrics.jsonl'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LossValues);
  }

  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it.each(['feature', 'score', 'consistency'] as const)(
    'falls and moves the weights by the %s constraint alone',
    (name) =>
      expectNoLeakAsync(async () => {
        await rm(join(dir, 'run', 'metrics.jsonl'), { force: true });
        const { weightChange } = await run(job({ feature: 0, score: 0, consistency: 0, [name]: 1 }, 40));
        expect(weightChange).toBeGreaterThan(0);
        const values = (await losses()).map((row) => row[name]);
        expect(mean(values.slice(-8))).toBeLessThan(mean(values.slice(0, 8)));
      }),
  );

  it('refuses a single part by name of what is missing', async () => {
    const work = { ...job({ feature: 1, score: 1, consistency: 1 }, 2), train: refs.slice(0, 1) };
    await expect(run(work)).rejects.toMatchObject({ code: 'too-few-images' });
  });

  it('names a damaged checkpoint', async () => {
    const context = { signal: { aborted: false }, scored: () => undefined, breathe: async () => undefined };
    const broken = { checkpoint: refs[0]!.pixels, backboneFile, images: refs, mapsDir: null };
    await expect(score(broken, context)).rejects.toMatchObject({ code: 'checkpoint-damaged', file: refs[0]!.pixels });
  });
});
