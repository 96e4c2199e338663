import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Comparison, Difference } from '#shared/domain/comparison.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { compareRuns } from '#studio/comparison/compareRuns.ts';
import { moveLimits } from '#studio/evaluation/limits.ts';
import { backboneFile } from '#studio/paths.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { writeReport } from '#studio/report/writeReport.ts';
import { nameRun } from '#studio/training/namedRun.ts';
import { runCli } from '../fixtures/cli.ts';
import { addEvaluation, addTrainedRun, pictureProduct, testFiles } from '../fixtures/judgedRuns.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const changedPriors = {
  ...defaultPriorSet,
  kinds: { ...defaultPriorSet.kinds, pit: { ...defaultPriorSet.kinds.pit, enabled: false } },
};
/** The first run stops no good part and lets two of four bars pass; the second stops the first good part and finds all. */
const first = (isBad: boolean, i: number): number => (isBad ? 0.3 + 0.1 * i : 0.1 + 0.01 * i);
const second = (isBad: boolean, i: number): number => (isBad ? 0.7 + 0.05 * i : 0.45 - 0.1 * i);

describe('comparing runs', () => {
  let dir: string;
  let product: Product;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-compare-'));
    product = await pictureProduct(dir);
  });
  afterEach(async () => {
    product.close();
    await rm(dir, { recursive: true, force: true });
  });
  const row = ({ differences }: Comparison, metric: Difference['metric'], on: Difference['on']): Difference =>
    differences.find((one) => one.metric === metric && one.on === on)!;

  it('tells figures, changed verdicts and settings apart on the same test pictures', async () => {
    const a = await addTrainedRun(product);
    const b = await addTrainedRun(product, { config: { seed: 7 } });
    await addEvaluation(product, a, first);
    await addEvaluation(product, b, second);
    const [compared] = await compareRuns(product, [a.id, b.id]);
    expect(compared).toMatchObject({ a: a.id, b: b.id, judged: 8, notEvaluated: [], priors: [] });
    expect(compared!.data).toMatchObject({ added: 0, gone: 0 });
    expect(row(compared!, 'imageAuroc', 'test')).toMatchObject({
      a: 1,
      b: 1,
      difference: 0,
      parts: { normal: 4, anomalous: 4 },
    });
    expect(row(compared!, 'escape', 'test')).toMatchObject({ a: 0.25, b: 0, difference: -0.25 });
    expect(row(compared!, 'overkill', 'test')).toMatchObject({ a: 0, b: 0.25, difference: 0.25 });
    expect(row(compared!, 'aupro30', 'test')).toMatchObject({
      ...{ a: expect.closeTo(1, 9), b: expect.closeTo(1, 9), difference: expect.closeTo(0, 9), unpaired: null },
    });
    for (const { difference, low, high } of compared!.differences) {
      expect(low).toBeLessThanOrEqual(difference!);
      expect(high).toBeGreaterThanOrEqual(difference!);
    }
    const [good, bad] = [testFiles(product, 'normal'), testFiles(product, 'anomalous')];
    const changes = compared!.changed.map((one) => [one.file, one.a.verdict, one.b.verdict]).sort();
    expect(changes).toEqual(
      [
        [good[0], 'ok', 'review'],
        [bad[0], 'ok', 'ng'],
        [bad[1], 'review', 'ng'],
        [bad[2], 'review', 'ng'],
      ].sort(),
    );
    expect(compared!.settings).toEqual([{ setting: 'seed', a: '0', b: '7' }]);
  });

  it('follows limits that a person moved', async () => {
    const [a, b] = [await addTrainedRun(product), await addTrainedRun(product)];
    for (const run of [a, b]) await addEvaluation(product, run, first);
    moveLimits(product, b.id, { acceptLimit: 0.2, rejectLimit: 0.25, why: 'test' });
    const [compared] = await compareRuns(product, [a.id, b.id]);
    expect(compared!.settings.map(({ setting }) => setting)).toEqual(['acceptLimit', 'rejectLimit']);
    expect(row(compared!, 'escape', 'test')).toMatchObject({ a: 0.25, b: 0 });
    expect(compared!.changed).toHaveLength(3); // the fourth bar, of 0.6, is NG either way
  });

  it('pairs forged defects that are the same ones, and says where they are not', async () => {
    const a = await addTrainedRun(product, { forged: (i) => (i % 4 ? 0.8 : 0.3) });
    const same = await addTrainedRun(product, { forged: () => 0.9, config: { seed: 3 } });
    const other = await addTrainedRun(product, { forged: () => 0.9, config: { priorSet: changedPriors } });
    const [paired, unpaired] = await compareRuns(product, [a.id, same.id, other.id]);
    expect(paired!.notEvaluated).toEqual([a.id, same.id]);
    expect(row(paired!, 'escape', 'forged')).toMatchObject({ a: 0.25, b: 0, difference: -0.25, unpaired: null });
    expect(row(paired!, 'escape', 'forged').low).toBeLessThan(-0.25);
    expect(row(paired!, 'imageAuroc', 'forged').high).not.toBeNull();
    expect(row(unpaired!, 'escape', 'forged')).toMatchObject({
      ...{ a: 0.25, b: 0, difference: -0.25, low: null, high: null, unpaired: 'otherForgeries' },
    });
    expect(row(unpaired!, 'overkill', 'calibration')).toMatchObject({ unpaired: null });
    expect(unpaired!.priors).toEqual([{ place: 'pit', value: 'enabled', a: 'true', b: 'false' }]);
  });

  it('needs two different runs that are trained', async () => {
    const a = await addTrainedRun(product);
    const paused = await addTrainedRun(product, { record: { state: 'paused' } });
    await expect(compareRuns(product, [a.id, a.id])).rejects.toMatchObject({ code: 'usage' });
    await expect(compareRuns(product, [a.id, paused.id])).rejects.toMatchObject({ code: 'no-run' });
    await expect(compareRuns(product, [a.id, 'Night'])).rejects.toMatchObject({ code: 'no-run' });
  });
});

describe('the report on a run', () => {
  let dir: string;
  let product: Product;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-report-'));
    product = await pictureProduct(dir);
  });
  afterEach(async () => {
    product.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('is one file with its pictures in it, by the name of the run', async () => {
    const run = await addTrainedRun(product);
    await addEvaluation(product, run, first);
    nameRun(product, run.id, 'Night', 'tester');
    const out = join(dir, 'report.html');
    expect(await writeReport(product, out, 'night')).toMatchObject({
      ...{ run: run.id, isEvaluated: true, pictures: { printed: 8, wrong: 1 }, stale: [] },
    });
    const page = await readFile(out, 'utf8');
    expect(page.match(/<img\s+src="data:image\/jpeg;base64,/g)).toHaveLength(16);
    expect(page).toContain('Night (run-0001)');
    for (const file of testFiles(product, 'anomalous')) expect(page).toContain(`bar/${basename(file)}`);
    expect(page).toContain('1 of 4 pictures: 25.0 %'); // escape on the test pictures
    expect(page).toContain('name of run-0001'); // audit trail
  });

  it('of a run that is not evaluated says so, and shows what is known', async () => {
    await addTrainedRun(product, { forged: (i) => (i % 4 ? 0.8 : 0.3) });
    const out = join(dir, 'report.html');
    expect(await writeReport(product, out)).toMatchObject({ isEvaluated: false, pictures: { printed: 0 } });
    const page = await readFile(out, 'utf8');
    expect(page).toContain('The run is not evaluated');
    expect(page).toContain('Forged defects by kind');
    expect(page).not.toContain('<img');
  });

  it('replaces an earlier report, and no other file', async () => {
    await addTrainedRun(product);
    const out = join(dir, 'report.html');
    await writeReport(product, out);
    await writeReport(product, out);
    await writeFile(join(dir, 'mine.html'), '<!doctype html><title>mine</title>');
    for (const other of [join(dir, 'mine.html'), dir]) {
      await expect(writeReport(product, other)).rejects.toMatchObject({ code: 'not-writable' });
    }
    await expect(writeReport(product, join(dir, 'no', 'such.html'))).rejects.toMatchObject({ code: 'not-found' });
    expect(await readFile(join(dir, 'mine.html'), 'utf8')).toContain('mine');
  });

  it('names a picture that is gone in its place', async () => {
    const run = await addTrainedRun(product);
    await addEvaluation(product, run, first);
    await rm(product.path('runs', run.id, 'maps'), { recursive: true });
    const out = join(dir, 'report.html');
    await writeReport(product, out);
    expect((await readFile(out, 'utf8')).match(/class="missing"/g)).toHaveLength(8);
  });
});

describe.skipIf(!existsSync(backboneFile))('by the command line, after real trainings', () => {
  it('compares two runs and reports on one', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-real-'));
    const root = join(dir, 'product');
    try {
      await writeProductFolder(join(dir, 'pictures'), 10, 96);
      await runCli('import', root, join(dir, 'pictures'));
      for (const seed of ['1', '2']) await runCli('train', root, '--steps', '3', '--size', '64', '--seed', seed);
      for (const run of ['run-0001', 'run-0002']) await runCli('evaluate', root, '--run', run);
      await runCli('runs', root, '--name', 'run-0002', 'Night');
      const { code, rows } = await runCli('compare', root, 'run-0001', 'night');
      expect(code).toBe(0);
      const metrics = rows.filter((row) => 'metric' in row);
      expect(metrics.map(({ metric, on }) => `${String(metric)} ${String(on)}`)).toEqual([
        ...['imageAuroc', 'imageAp', 'pixelAuroc', 'pixelAp', 'aupro30', 'overkill', 'overkillNg', 'escape'].map(
          (name) => `${name} test`,
        ),
        ...['imageAuroc forged', 'imageAp forged', 'escape forged', 'overkill calibration', 'overkillNg calibration'],
      ]);
      for (const row of metrics) {
        const { a, b, difference, low, high } = row as unknown as Record<string, number>;
        expect(difference).toBeCloseTo(b! - a!, 9);
        expect(low).toBeLessThanOrEqual(difference!);
        expect(high).toBeGreaterThanOrEqual(difference!);
        expect(row['unpaired']).toBeNull();
      }
      expect(rows).toContainEqual({ setting: 'seed', a: '1', b: '2', runs: ['run-0001', 'run-0002'] });
      const out = join(dir, 'report.html');
      const reported = await runCli('report', root, '--out', out, '--run', 'Night');
      expect(reported.rows.at(-1)).toMatchObject({ report: out, run: 'run-0002', isEvaluated: true });
      expect(await readFile(out, 'utf8')).toContain('Night (run-0002)');
      openProduct(root, { mode: 'write' }).close();
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});
