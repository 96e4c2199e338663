import { existsSync } from 'node:fs';
import { appendFile, truncate, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PixelRef, TrainJob, TrainProgress, TrainResult } from '#shared/contract/engine.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { type LossValues, type LossWeights, defaultLossWeights } from '#shared/domain/runs.ts';
import { type SampleIndex, type ValidationRow, sampleIndexSchema } from '#shared/domain/validation.ts';
import { score } from '#engine/evaluation/score.ts';
import { train } from '#engine/training/trainer.ts';
import { backboneFile } from '#studio/paths.ts';
import { writeParts } from '../../fixtures/parts.ts';
import { expectNoLeakAsync } from '../../fixtures/tensors.ts';

const size = 64;

describe.skipIf(!existsSync(backboneFile))('validation on held-out forgeries while training', () => {
  let dir: string;
  let refs: PixelRef[];
  const runDir = (): string => join(dir, 'run');

  beforeAll(async () => {
    ({ dir, refs } = await writeParts(14, size));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  async function emptyRunDir(): Promise<void> {
    for (const name of await readdir(runDir())) await rm(join(runDir(), name), { recursive: true });
  }
  beforeEach(emptyRunDir);

  const job = (steps: number, change: Partial<TrainJob> = {}, loss: LossWeights = defaultLossWeights): TrainJob => ({
    run: { id: 'run-0001', key: 'a' },
    runDir: runDir(),
    config: { schema: 1, size, picture: squareOf(size), seed: 1, budget: { steps }, loss, priorSet: defaultPriorSet },
    train: refs.slice(0, 10),
    calibration: refs.slice(10),
    backboneFile,
    resume: false,
    ...change,
  });

  async function run(
    work: TrainJob,
    stop?: (progress: TrainProgress) => boolean,
  ): Promise<{ rows: ValidationRow[]; result: TrainResult }> {
    const signal = { aborted: false };
    const rows: ValidationRow[] = [];
    const result = await train(work, {
      signal,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      progress: (progress) => (signal.aborted ||= stop?.(progress) === true),
      validated: (row) => rows.push(row),
    });
    return { rows, result };
  }

  async function linesOf<T>(name: string): Promise<T[]> {
    const text = await readFile(join(runDir(), name), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as T);
  }
  const rowsOnDisk = (): Promise<ValidationRow[]> => linesOf('validation.jsonl');
  const samples = async (): Promise<SampleIndex> =>
    sampleIndexSchema.parse(JSON.parse(await readFile(join(runDir(), 'samples', 'index.json'), 'utf8')));

  /** Losses and judgements of the run in the folder, and what it says of all parts. */
  async function outcome(): Promise<Record<'losses' | 'judged' | 'scores', number[]>> {
    const { rows } = await score(
      { checkpoint: join(runDir(), 'checkpoint.safetensors'), backboneFile, images: refs, mapsDir: null },
      { signal: { aborted: false }, scored: () => undefined, breathe: async () => undefined },
    );
    const losses = await linesOf<LossValues>('metrics.jsonl');
    const judged = (await rowsOnDisk()).flatMap(({ step, imageAuroc, aupro30 }) => [step, imageAuroc!, aupro30!]);
    return { losses: losses.map(({ total }) => total), judged, scores: rows.map((row) => row.score) };
  }

  it('writes a row and the sample maps at the start, at moments and at the end, the same for the same seed, and leaves no tensor', () =>
    expectNoLeakAsync(async () => {
      const { rows } = await run(job(25));
      expect(rows.map(({ step }) => step)).toEqual([0, 20, 25]);
      expect(await rowsOnDisk()).toEqual(rows);
      for (const { imageAuroc, aupro30 } of rows) {
        expect(imageAuroc).toBeGreaterThan(0.5);
        expect(aupro30).toBeGreaterThan(0.2);
      }
      const { basis, normals, forged, parts, moments } = await samples();
      expect({ basis, normals, forged }).toEqual({ basis: 'calibration', normals: 4, forged: 24 });
      expect(parts.filter(({ kind }) => kind === null)).toHaveLength(1);
      expect(new Set(parts.map(({ kind }) => kind)).size).toBe(parts.length);
      expect(moments.map(({ step }) => step)).toEqual([0, 20, 25]);
      const map = await readFile(join(runDir(), 'samples', 'part-0-step-25.f32'));
      const values = new Float32Array(map.buffer.slice(map.byteOffset, map.byteOffset + map.byteLength));
      expect(values).toHaveLength(size * size);
      expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);

      const first = await outcome();
      expect([first.losses.length, first.judged.length, first.scores.length]).toEqual([25, 3 * 3, refs.length]);
      await emptyRunDir();
      await run(job(25));
      const again = await outcome();
      // threads add in any order, and each step carries on what they left
      again.losses.forEach((value, i) => expect(value).toBeCloseTo(first.losses[i]!, i < 6 ? 4 : 3));
      again.judged.forEach((value, i) => expect(value).toBeCloseTo(first.judged[i]!, 3));
      again.scores.forEach((value, i) => expect(value).toBeCloseTo(first.scores[i]!, 3));
    }));

  it('takes back what a resumed run had written beyond its checkpoint', async () => {
    let reached = 0;
    const left = await train(job(25), {
      signal: { aborted: false },
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      progress: ({ step }) => (reached = step),
      isInterrupted: () => reached >= 21,
    });
    expect(left).toMatchObject({ outcome: 'interrupted', step: 21 });
    const before = await rowsOnDisk();
    const late = { step: 99, seconds: 9, imageAuroc: 0.1, aupro30: 0.1 };
    await appendFile(join(runDir(), 'validation.jsonl'), `${JSON.stringify(late)}\n{"step":`);
    await run(job(25, { resume: true }));
    const rows = await rowsOnDisk();
    expect(rows.map(({ step }) => step)).toEqual([0, 20, 25]);
    expect(rows.slice(0, 2)).toEqual(before);
    expect((await samples()).moments.map(({ step }) => step)).toEqual([0, 20, 25]);
  });

  it('rests on a checkpoint within a step when asked to, and goes on from there to its end', async () => {
    const states: number[] = [];
    const rest = await train(job(22), {
      signal: { aborted: false },
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      isPausing: () => states.some((step) => step >= 3),
      progress: ({ step }) => states.push(step),
    });
    expect(rest).toMatchObject({ outcome: 'paused', step: 3, learned: null });
    // What is normal was written once; cut off, it is learned again.
    const normal = join(runDir(), 'normal.safetensors');
    await truncate(normal, 1000);
    const { rows } = await run(job(22, { resume: true }));
    expect(rows.map(({ step }) => step)).toEqual([20, 22]);
    expect((await rowsOnDisk()).map(({ step }) => step)).toEqual([0, 20, 22]);
    expect(existsSync(normal)).toBe(false);
  });

  it('stays flat where every loss weighs nothing, for nothing is learned then', async () => {
    const { rows, result } = await run(job(21, {}, { feature: 0, score: 0, consistency: 0 }));
    expect(result).toMatchObject({ outcome: 'trained', weightChange: 0 });
    for (const { imageAuroc, aupro30 } of rows) {
      expect(imageAuroc).toBeCloseTo(rows[0]!.imageAuroc!, 3);
      expect(aupro30).toBeCloseTo(rows[0]!.aupro30!, 3);
    }
  });

  it('measures training parts without themselves where none were kept out', async () => {
    await run(job(2, { calibration: [] }));
    expect(await samples()).toMatchObject({ basis: 'train', normals: 10, forged: 24 });
  });

  it('rests limits on parts as they look without their other pictures, and on all others as they are scored', () =>
    expectNoLeakAsync(async () => {
      for (const isTrained of [true, false]) {
        await emptyRunDir();
        const calibration = refs.slice(0, 4).map((ref, i) => ({
          ...ref,
          id: `again-${i}`,
          session: 'next-day',
          part: isTrained ? ref.part : `further-${i}`,
        }));
        // without the head: after two steps its logits follow no distance
        const config = { ...job(2).config, ablation: { parts: ['head' as const], levels: [] } };
        const { result } = await run(job(2, { calibration, config }));
        const kept = result.scores!.good.map(({ score }) => score);
        const scored = (await outcome()).scores.slice(0, 4);
        expect(result.scores!.alsoTrained.parts).toHaveLength(isTrained ? 4 : 0);
        if (isTrained) kept.forEach((value, i) => expect(value).toBeGreaterThan(scored[i]! + 0.002));
        else kept.forEach((value, i) => expect(value).toBeCloseTo(scored[i]!, 4));
      }
    }));

  it('keeps the number of tensors flat over steps and validations, and stops within a step when cancelled', async () => {
    const seen: TrainProgress[] = [];
    const { result } = await run(job(500), (progress) => {
      seen.push(progress);
      return progress.step === 40;
    });
    expect(seen.at(-1)!.step).toBe(40);
    expect(result).toMatchObject({ outcome: 'cancelled', step: 40 });
    expect(existsSync(join(runDir(), 'normal.safetensors'))).toBe(false);
    const tensors = seen.filter(({ phase, step }) => phase === 'training' && step > 1).map((row) => row.tensors);
    expect(new Set(tensors).size).toBe(1);
    expect((await rowsOnDisk()).map(({ step }) => step)).toEqual([0, 20]);
  });
});
