import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PixelRef, TrainJob, TrainProgress, TrainResult } from '#shared/contract/engine.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import type { LossValues, LossWeights } from '#shared/domain/runs.ts';
import { score } from '#engine/evaluation/score.ts';
import { train } from '#engine/training/trainer.ts';
import { backboneFile } from '#studio/paths.ts';
import { writeParts } from '../../fixtures/parts.ts';
import { expectNoLeakAsync } from '../../fixtures/tensors.ts';

const size = 128;

describe.skipIf(!existsSync(backboneFile))('training on native TensorFlow', () => {
  let dir: string;
  let refs: PixelRef[];

  beforeAll(async () => {
    ({ dir, refs } = await writeParts(14, size));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const job = (loss: LossWeights, steps: number, seed = 1): TrainJob => ({
    run: { id: 'run-0001', key: 'a' },
    runDir: join(dir, 'run'),
    config: { schema: 1, size, picture: squareOf(size), seed, budget: { steps }, loss, priorSet: defaultPriorSet },
    train: refs.slice(0, 10),
    calibration: refs.slice(10),
    backboneFile,
    resume: false,
  });

  async function run(
    work: TrainJob,
    stop?: (progress: TrainProgress) => boolean,
  ): Promise<{ result: TrainResult; seen: TrainProgress[] }> {
    const seen: TrainProgress[] = [];
    const signal = { aborted: false };
    const result = await train(work, {
      signal,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      progress: (progress) => {
        seen.push(progress);
        if (stop?.(progress)) signal.aborted = true;
      },
    });
    return { result, seen };
  }

  async function losses(): Promise<LossValues[]> {
    const text = await readFile(join(dir, 'run', 'metrics.jsonl'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LossValues);
  }

  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('learns nothing where every loss weighs nothing', () =>
    expectNoLeakAsync(async () => {
      const { result } = await run(job({ feature: 0, score: 0, consistency: 0 }, 4));
      expect(result.outcome).toBe('trained');
      expect(result.weightChange).toBe(0);
    }));

  it.each(['feature', 'score', 'consistency'] as const)(
    'falls and moves the weights by the %s constraint alone',
    (name) =>
      expectNoLeakAsync(async () => {
        await rm(join(dir, 'run', 'metrics.jsonl'), { force: true });
        const { result } = await run(job({ feature: 0, score: 0, consistency: 0, [name]: 1 }, 40));
        expect(result.weightChange).toBeGreaterThan(0);
        const values = (await losses()).map((row) => row[name]);
        expect(mean(values.slice(-8))).toBeLessThan(mean(values.slice(0, 8)));
      }),
  );

  it('keeps the number of tensors flat from step to step', async () => {
    const { seen } = await run(job({ feature: 1, score: 1, consistency: 1 }, 12));
    const steps = seen.filter(({ phase, step }) => phase === 'training' && step > 1).map(({ tensors }) => tensors);
    expect(steps.length).toBeGreaterThan(5);
    expect(new Set(steps).size).toBe(1);
  });

  it('gives the same losses and scores for the same seed', async () => {
    const scores: number[][] = [];
    const curves: number[][] = [];
    for (let repeat = 0; repeat < 2; repeat++) {
      await rm(join(dir, 'run', 'metrics.jsonl'), { force: true });
      await run(job({ feature: 1, score: 1, consistency: 1 }, 6, 3));
      curves.push((await losses()).map((row) => row.total));
      const { rows } = await score(
        { checkpoint: join(dir, 'run', 'checkpoint.safetensors'), backboneFile, images: refs, mapsDir: null },
        { signal: { aborted: false }, scored: () => undefined, breathe: async () => undefined },
      );
      scores.push(rows.map((row) => row.score));
    }
    curves[0]!.forEach((value, i) => expect(value).toBeCloseTo(curves[1]![i]!, 4));
    scores[0]!.forEach((value, i) => expect(value).toBeCloseTo(scores[1]![i]!, 3));
  });

  it('stops within a step when cancelled, and a later run of the same folder still trains', async () => {
    let cancelledAt = -1;
    const { result } = await run(job({ feature: 1, score: 1, consistency: 1 }, 500), ({ step }) => {
      if (step >= 3 && cancelledAt < 0) cancelledAt = step;
      return step >= 3;
    });
    expect(result.outcome).toBe('cancelled');
    expect(result.step - cancelledAt).toBeLessThanOrEqual(1);
    expect(existsSync(join(dir, 'run', 'normal.safetensors'))).toBe(false);
  });

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
