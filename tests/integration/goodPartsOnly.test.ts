import { readFile, readdir, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScoreJob, ScoreResult } from '#shared/contract/engine.ts';
import { forgedOnLimits } from '#shared/vision/limitForgeries.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights, runConfigSchema } from '#shared/domain/runs.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { leaveOut } from '#studio/dataset/labels.ts';
import type { EngineClient } from '#studio/engineClient.ts';
import { adviceOf, calibrationFigures } from '#studio/evaluation/advise.ts';
import { evaluateRun } from '#studio/evaluation/evaluate.ts';
import { evaluationFile } from '#studio/evaluation/evaluationFile.ts';
import { ForgedAgainPictures } from '#studio/evaluation/forgedAgain.ts';
import { limitsOf, scoresOf } from '#studio/evaluation/limits.ts';
import { readReport } from '#studio/evaluation/readReport.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { writeReport } from '#studio/report/writeReport.ts';
import { saveCalibration } from '#studio/store/calibrations.ts';
import { findRun, insertRun } from '#studio/store/runs.ts';
import { runImage, writeRunFile } from '#studio/training/runFolder.ts';
import { trainingImages } from '#studio/training/runPictures.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const size = 64;
const learned = { acceptLimit: 0.4, rejectLimit: 0.6, pixelLimit: 0.5, basis: 'calibration' } as const;
let dir: string;
let product: Product;
let run: string;
let forged: ForgedAgainPictures;

/** Scored pictures by id, as the engine was asked for them. */
const asked = new Map<string, Uint8Array>();

/** An engine that gives good parts 0.2 and forged defects more the higher their number: the first 30 pass. */
const engine = {
  async score({ images, mapsDir }: ScoreJob): Promise<ScoreResult> {
    await mkdir(mapsDir!, { recursive: true });
    const rows = [];
    for (const { id, pixels } of images) {
      asked.set(id, await readFile(pixels));
      const number = /^forged-(\d+)$/.exec(id)?.[1];
      const score = number === undefined ? 0.2 : 0.3 + (0.5 * Number(number)) / forgedOnLimits;
      const map = join(mapsDir!, `${id}.f32`);
      await writeFile(map, new Uint8Array(new Float32Array(size * size).fill(score).buffer));
      rows.push({ id, score, map });
    }
    return { rows, map: { width: size, height: size }, judged: { share: 1, outline: [] } };
  },
} as unknown as EngineClient;

/** A product with a trained run. @param withTest real parts to test on, too @param side of the photographs, px */
async function prepare(withTest: boolean, side = size): Promise<void> {
  const pictures = join(dir, 'pictures');
  await writeProductFolder(pictures, 20, side);
  product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
  await importFolder(product, withTest ? pictures : join(pictures, 'train', 'good'));
  const config = runConfigSchema.parse({
    ...{ schema: 1, size, seed: 0, budget: { steps: 1 }, loss: defaultLossWeights },
    priorSet: defaultPriorSet,
  });
  const createdAt = new Date(0).toISOString();
  const blank = { step: 1, steps: 1, seconds: 1, finishedAt: null, weightChange: null, reason: null, backend: null };
  run = insertRun(product.db, { ...blank, state: 'trained', createdAt, config, learned, decision: null }).id;
  const { train, calibration } = trainingImages(product);
  const roi = { x: 0, y: 0, width: 1, height: 1 };
  const sides = { train: train.map(runImage), calibration: calibration.map(runImage) };
  await writeRunFile(product, { schema: 1, run, createdAt, config, roi, ...sides, versions: {} });
  saveCalibration(product.db, run, {
    goodParts: 20,
    alsoTrained: { parts: [], sessions: [] },
    good: calibration.map(({ hash, part, session }) => ({ hash, part, session, score: 0.2, pixelMaximum: 0.2 })),
    forged: [{ kind: 'scratch', score: 0.9 }],
  });
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-good-'));
  forged = new ForgedAgainPictures();
  asked.clear();
});
afterEach(async () => {
  await forged.close();
  product.close();
  await rm(dir, { recursive: true, force: true });
});

describe('the report on a run from good parts alone', () => {
  it('says the verdict, shows forged defects by kind and the good parts under their heat', async () => {
    await prepare(false);
    const report = await evaluateRun(product, engine, run);
    const held = scoresOf(product, findRun(product.db, run)!)!.good;
    const out = join(dir, 'report.html');
    const { verdicts, pictures } = await writeReport(product, out);
    expect(verdicts[0]).toMatch(/good parts? held out: too few to release/);
    expect(pictures).toEqual({ printed: Math.min(8, held.length), wrong: 0 });
    const page = await readFile(out, 'utf8');
    for (const verdict of verdicts) expect(page).toContain(verdict);
    expect(page).toContain(limitsOf(product, findRun(product.db, run)!).statement);
    expect(page).toContain(`n = ${forgedOnLimits}`);
    expect(page).toContain('class="bar forged"');
    expect(page).not.toContain('class="missing"');
    const byKind = page.slice(page.indexOf('Forged defects by kind'));
    for (const [kind, rows] of Map.groupBy(report.forged!.rows, (row) => row.kind)) {
      const found = rows.filter(({ score }) => score >= learned.acceptLimit).length;
      expect(byKind).toMatch(new RegExp(`>${kind}</th>\\s*<td>${rows.length}</td>\\s*<td>${found}</td>`));
    }
  });
});

describe('an evaluation of good parts alone', () => {
  it('judges them and forged defects with maps, and says what to make of it', async () => {
    await prepare(false);
    const report = await evaluateRun(product, engine, run);
    const held = scoresOf(product, findRun(product.db, run)!)!.good;
    expect(report).toMatchObject({ nNormal: 0, nAnomalous: 0, imageAuroc: null, synthetic: { imageAuroc: 1 } });
    expect(report.synthetic).toMatchObject({
      nNormal: held.length,
      nAnomalous: forgedOnLimits,
      nMasked: forgedOnLimits,
    });
    expect(report.synthetic!.aupro30).not.toBeNull();
    expect(report.synthetic!.ranges.imageAuroc).not.toBeNull();
    expect(report.forged!.rows).toHaveLength(forgedOnLimits);
    expect(report.forged!.rows.every(({ extent }) => extent > 1 && extent < 2 * size)).toBe(true);
    expect(report.forged!.bases.toSorted()).toEqual(held.map(({ hash }) => hash).toSorted());
    expect(await readdir(product.path('runs', run, 'maps'))).toHaveLength(held.length + forgedOnLimits);
    const limits = limitsOf(product, findRun(product.db, run)!);
    const figures = calibrationFigures(product, limits, scoresOf(product, findRun(product.db, run)!));
    expect(figures).toMatchObject({ n: held.length, parts: held.length, sessions: 1, basis: 'calibration' });
    expect(figures.scores.map(({ score }) => score)).toEqual(held.map(() => 0.2));
    const advice = adviceOf(product, findRun(product.db, run)!, report, limits);
    expect(advice.map(({ verdict }) => verdict)).toEqual(
      expect.arrayContaining(['too-few-parts', 'one-session', 'finds-from-size']),
    );
    expect(advice.map(({ verdict }) => verdict)).not.toContain('ready');
    for (const { why, next } of advice) expect([why.length > 0, typeof next.target]).toEqual([true, 'string']);
  });

  it('is shown in three series, of which the forged pictures are forged again as they were judged', async () => {
    await prepare(false);
    await evaluateRun(product, engine, run);
    const report = (await readReport(product, run))!;
    expect(report.scores).toEqual([]);
    expect(report.good.every(({ image, hasMap }) => image !== null && hasMap)).toBe(true);
    expect(report.forged).toHaveLength(forgedOnLimits);
    expect(report.known).toMatchObject({ workingScale: 1, stoppedEarly: null, isOld: false });
    for (const number of [0, 7, forgedOnLimits - 1]) {
      const { pixels, mask, shape } = await forged.forge(product, run, number);
      expect(shape).toEqual({ width: size, height: size });
      expect(Buffer.compare(pixels, asked.get(`forged-${String(number).padStart(4, '0')}`)!)).toBe(0);
      expect(mask.some((value) => value > 0)).toBe(true);
    }
  });

  it('has forged defects as sharp as the photographs too, at the places and in the colours that were judged', async () => {
    const times = 4;
    await prepare(false, times * size);
    await evaluateRun(product, engine, run);
    for (const number of [0, 7, forgedOnLimits - 1]) {
      const judged = await forged.forge(product, run, number);
      const { pixels, mask, changed, shape } = await forged.forge(product, run, number, 'sharp');
      expect(shape).toEqual({ width: times * size, height: times * size });
      const marks = mask.filter((value) => value > 0).length;
      expect(mask.filter((value, i) => value > 0 && changed[i] === 0).length).toBeLessThan(marks / 20);
      /** Marked sharp pixels of each judged one. */
      const marked = new Uint8Array(size * size);
      for (const [at, value] of mask.entries()) {
        const [x, y] = [Math.floor((at % (times * size)) / times), Math.floor(at / (times * size) / times)];
        if (value > 0) marked[y * size + x]!++;
      }
      /** Of the places of one that are marked the share that has a mark of the other in or beside it. */
      const met = (one: Uint8Array, other: Uint8Array): number => {
        const places = [...one.keys()].filter((at) => one[at]! > 0);
        const isNear = (at: number): boolean =>
          [-1, 0, 1].some((dy) => [-1, 0, 1].some((dx) => (other[at + dy * size + dx] ?? 0) > 0));
        return places.filter(isNear).length / places.length;
      };
      expect([met(judged.mask, marked) > 0.95, met(marked, judged.mask) > 0.95]).toEqual([true, true]);
      let [apart, n] = [0, 0];
      for (let i = 0; i < size * size; i++) {
        if (judged.mask[i] === 0 || marked[i]! < times ** 2) continue;
        const block = Array.from({ length: times ** 2 }, (_, k) => {
          const [x, y] = [(i % size) * times + (k % times), Math.floor(i / size) * times + Math.floor(k / times)];
          return pixels[3 * (y * times * size + x)]!;
        });
        apart += Math.abs(block.reduce((sum, value) => sum + value, 0) / block.length - judged.pixels[3 * i]!);
        n++;
      }
      expect(apart).toBeLessThanOrEqual(16 * n); // of 255 levels
    }
  });

  it('says so where a good part of it left the product, and keeps what rests on it', async () => {
    await prepare(false);
    await evaluateRun(product, engine, run);
    const { good } = (await readReport(product, run))!;
    leaveOut(product, [good[0]!.image!.id], 'tester');
    const report = (await readReport(product, run))!;
    expect(report.good.filter((row) => row.image === null)).toHaveLength(1);
    await expect(forged.forge(product, run, 0)).rejects.toMatchObject({ code: 'not-found' });
    const [first] = adviceOf(
      product,
      findRun(product.db, run)!,
      await evaluateRun(product, engine, run),
      report.limits,
    );
    expect(first).toMatchObject({ verdict: 'out-of-date', next: { code: 'train-again' } });
    expect((await forged.forge(product, run, 0)).pixels).toHaveLength(size * size * 3); // on those that are left
  });

  it('of an earlier version is opened, and asked to be made again', async () => {
    await prepare(false);
    await evaluateRun(product, engine, run);
    const file = evaluationFile(product, run);
    const old = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await writeFile(file, JSON.stringify({ ...old, forged: undefined }));
    const report = (await readReport(product, run))!;
    expect(report).toMatchObject({ forged: null, known: { isOld: true } });
    expect(report.good.some(({ hasMap }) => hasMap)).toBe(false);
    await expect(forged.forge(product, run, 0)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('an evaluation with test parts', () => {
  it('judges these beside them, and its verdict rests on the real defects', async () => {
    await prepare(true);
    const report = await evaluateRun(product, engine, run);
    expect(report).toMatchObject({ nNormal: 4, nAnomalous: 4, synthetic: { nAnomalous: forgedOnLimits } });
    const shown = (await readReport(product, run))!;
    expect(shown.scores).toHaveLength(8);
    const advice = adviceOf(product, findRun(product.db, run)!, report, shown.limits);
    // all four real defects score 0.2
    expect(advice.find(({ verdict }) => verdict === 'misses-real')!.why[0]).toMatchObject({
      code: 'realEscaped',
      values: { count: 4, n: 4, high: 1000 },
    });
  });
});
