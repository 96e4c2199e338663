import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScoreJob, ScoreResult } from '#shared/contract/engine.ts';
import { forgedOnLimits } from '#shared/vision/limitForgeries.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights, runConfigSchema } from '#shared/domain/runs.ts';
import { CancelledError } from '#shared/errors.ts';
import { importFolder } from '#studio/dataset/import.ts';
import type { EngineClient } from '#studio/engineClient.ts';
import { evaluateRun } from '#studio/evaluation/evaluate.ts';
import { evaluationFile, readEvaluation } from '#studio/evaluation/evaluationFile.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { listScores } from '#studio/store/records.ts';
import { insertRun } from '#studio/store/runs.ts';
import { runImage, writeRunFile } from '#studio/training/runFolder.ts';
import { trainingImages } from '#studio/training/runPictures.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const size = 64;
const learned = { acceptLimit: 0.4, rejectLimit: 0.6, pixelLimit: 0.5, basis: 'calibration' } as const;
let dir: string;
let product: Product;
let run: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-evaluation-'));
  await writeProductFolder(join(dir, 'pictures'), 12, size);
  product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
  await importFolder(product, join(dir, 'pictures'));
  const config = runConfigSchema.parse({
    schema: 1,
    size,
    seed: 0,
    budget: { steps: 1 },
    loss: defaultLossWeights,
    priorSet: defaultPriorSet,
  });
  const createdAt = new Date(0).toISOString();
  const blank = { step: 1, steps: 1, seconds: 1, finishedAt: null, weightChange: null, reason: null, backend: null };
  run = insertRun(product.db, { ...blank, state: 'trained', createdAt, config, learned, decision: null }).id;
  const { train, calibration } = trainingImages(product);
  const roi = { x: 0, y: 0, width: 1, height: 1 };
  const sides = { train: train.map(runImage), calibration: calibration.map(runImage) };
  await writeRunFile(product, { schema: 1, run, createdAt, config, roi, ...sides, versions: {} });
});
afterEach(async () => {
  product.close();
  await rm(dir, { recursive: true, force: true });
});

/** An engine that gives every picture the score and the map value `level`, and then does what `after` says. */
function flatEngine(level: number, after: () => void = () => undefined): EngineClient {
  const score = async ({ images, mapsDir }: ScoreJob): Promise<ScoreResult> => {
    await mkdir(mapsDir!, { recursive: true });
    const rows = [];
    for (const { id } of images) {
      const map = join(mapsDir!, `${id}.f32`);
      await writeFile(map, new Uint8Array(new Float32Array(size * size).fill(level).buffer));
      rows.push({ id, score: level, map });
    }
    after();
    return { rows, map: { width: size, height: size }, judged: { share: 1, outline: [] } };
  };
  return { score } as unknown as EngineClient;
}
const firstMap = async (): Promise<number> => {
  const maps = product.path('runs', run, 'maps');
  return (await readFile(join(maps, (await readdir(maps))[0]!))).readFloatLE(0);
};
const allScores = (): number[] => [...new Set(listScores(product.db, run).map(({ score }) => score))];

describe('an evaluation', () => {
  it('counts parts, gives ranges for real and forged defects, and is read back as it was', async () => {
    const report = await evaluateRun(product, flatEngine(0.25), run);
    expect(report).toMatchObject({ imageAuroc: 0.5, nNormal: 4, nAnomalous: 4, parts: { normal: 4, anomalous: 4 } });
    const [low, high] = report.ranges.imageAuroc!;
    expect(low).toBeLessThan(0.2);
    expect(high).toBeGreaterThan(0.8);
    // Forged on a handful of held-out parts: many pictures, but no more parts than these.
    expect(report.synthetic!.nAnomalous).toBe(forgedOnLimits);
    expect(report.synthetic!.parts!.anomalous).toBeLessThanOrEqual(report.synthetic!.parts!.normal);
    expect(report.synthetic!.ranges.aupro30).not.toBeNull();
    expect(await readEvaluation(product, run)).toEqual(report);
    expect(await firstMap()).toBe(0.25);
  });

  it('that is cancelled after its scores leaves the former one whole: report, maps and scores', async () => {
    await evaluateRun(product, flatEngine(0.25), run);
    const former = await readFile(evaluationFile(product, run), 'utf8');
    for (const calls of [1, 2]) {
      const stop = new AbortController();
      let scored = 0;
      const engine = flatEngine(0.75, () => void (++scored === calls && stop.abort()));
      await expect(evaluateRun(product, engine, run, { signal: stop.signal })).rejects.toBeInstanceOf(CancelledError);
      expect(scored).toBe(calls);
      expect(await readFile(evaluationFile(product, run), 'utf8')).toBe(former);
      expect(await firstMap()).toBe(0.25);
      expect(allScores()).toEqual([0.25]);
      expect(existsSync(product.path('runs', run, 'maps.new'))).toBe(false);
    }
  });

  it('takes the place of the former one once it is done', async () => {
    await evaluateRun(product, flatEngine(0.25), run);
    await evaluateRun(product, flatEngine(0.75), run);
    expect(await firstMap()).toBe(0.75);
    expect(allScores()).toEqual([0.75]);
  });

  it('that is no report is said to be none', async () => {
    expect(await readEvaluation(product, run)).toBeNull();
    await writeFile(evaluationFile(product, run), '{"run": 7}');
    await expect(readEvaluation(product, run)).rejects.toMatchObject({ code: 'product-damaged' });
  });
});
