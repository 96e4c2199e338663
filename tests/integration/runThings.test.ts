import { spawn } from 'node:child_process';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { readCalibration } from '#studio/store/calibrations.ts';
import { addRelease, listAudit, listScores, saveScores } from '#studio/store/records.ts';
import { findRun, insertRun, listRuns, saveRun } from '#studio/store/runs.ts';
import { chooseTrainedRun } from '#studio/training/chooseRun.ts';
import { deleteRun } from '#studio/training/deleteRun.ts';
import { nameRun, noteRun } from '#studio/training/namedRun.ts';
import { userName } from '#studio/userName.ts';
import { runCli } from '../fixtures/cli.ts';
import { addTrainedRun, pictureProduct } from '../fixtures/judgedRuns.ts';

let dir: string;
let product: Product;
const who = 'tester';
const reopen = (): Product => (product = openProduct(join(dir, 'product'), { mode: 'write' }));
const folders = (): string[] => readdirSync(join(dir, 'product', 'runs')).sort();

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-things-'));
  product = await pictureProduct(dir, 4);
});
afterEach(async () => {
  product.close();
  await rm(dir, { recursive: true, force: true });
});

describe('the name and note of a run', () => {
  it('stand for it, are in the audit trail, and go again', async () => {
    const run = await addTrainedRun(product);
    nameRun(product, run.id, '  Night shift ', who);
    noteRun(product, 'night SHIFT', 'two lamps\nof three', who);
    expect(chooseTrainedRun(product, 'Night Shift')).toMatchObject({ id: run.id, note: 'two lamps\nof three' });
    nameRun(product, run.id, '', who);
    expect(findRun(product.db, run.id)!.name).toBeNull();
    const trail = listAudit(product.db).filter(({ what }) => what.endsWith(run.id));
    expect(trail.map(({ what, old, new: now }) => [what, old, now])).toEqual([
      [`name of ${run.id}`, 'null', '"Night shift"'],
      [`note of ${run.id}`, 'null', '"two lamps\\nof three"'],
      [`name of ${run.id}`, '"Night shift"', 'null'],
    ]);
  });

  it('outlive what is saved of a training that began before', async () => {
    const run = await addTrainedRun(product);
    const before = findRun(product.db, run.id)!;
    nameRun(product, run.id, 'Night', who);
    saveRun(product.db, { ...before, step: 77 });
    expect(findRun(product.db, run.id)).toMatchObject({ name: 'Night', step: 77 });
  });

  it('of another run, an id, and a run that is not there are refused', async () => {
    const [one, two] = [await addTrainedRun(product), await addTrainedRun(product)];
    nameRun(product, one.id, 'Night', who);
    for (const name of ['NIGHT', 'run-0001', 'a\nb', 'x'.repeat(61)]) {
      expect(() => nameRun(product, two.id, name, who)).toThrow(expect.objectContaining({ code: 'usage' }));
    }
    expect(() => nameRun(product, 'Day', 'Noon', who)).toThrow(expect.objectContaining({ code: 'no-run' }));
    expect(() => noteRun(product, two.id, 'x'.repeat(2001), who)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('deleting a run', () => {
  it('takes row, scores, limits and folder, names them, and never gives its id again', async () => {
    const [run, other] = [await addTrainedRun(product), await addTrainedRun(product)];
    saveScores(product.db, run.id, [{ image: 1, score: 0.5 }]);
    saveScores(product.db, other.id, [{ image: 1, score: 0.6 }]);
    await writeFile(product.path('runs', run.id, 'evaluation.json'), '{}');
    const loss = await deleteRun(product, run.id, { who });
    expect(loss).toMatchObject({ run: run.id, step: 50, isEvaluated: true, releases: [], hasMovedLimits: false });
    expect(loss.bytes).toBeGreaterThan(500);
    expect(listRuns(product.db).map(({ id }) => id)).toEqual([other.id]);
    expect(listScores(product.db, run.id)).toEqual([]);
    expect(listScores(product.db, other.id)).toHaveLength(1);
    expect(readCalibration(product.db, run.id)).toBeNull();
    expect(folders()).toEqual([other.id]);
    const row = listAudit(product.db).at(-1)!;
    expect(row).toMatchObject({ who, what: 'run deleted' });
    expect(JSON.parse(row.old!)).toMatchObject({ run: run.id, record: { id: run.id, config: { seed: 0 } } });
    const next = await deleteRun(product, other.id, { who }).then(() => addTrainedRun(product));
    expect(next.id).toBe('run-0003');
  });

  it.each(['running', 'queued'] as const)('is refused while it is %s', async (state) => {
    const run = await addTrainedRun(product, { record: { state } });
    await expect(deleteRun(product, run.id, { who })).rejects.toMatchObject({ code: 'usage' });
    expect(folders()).toEqual([run.id]);
  });

  it('is refused where a release rests on it, until that is said', async () => {
    const run = await addTrainedRun(product);
    const number = addRelease(product.db, { run: run.id, package: '/x' });
    const refused = await deleteRun(product, run.id, { who }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'usage', message: expect.stringContaining(`Release ${number}`) });
    expect(findRun(product.db, run.id)).not.toBeNull();
    expect(await deleteRun(product, run.id, { who, evenReleased: true })).toMatchObject({ releases: [number] });
  });

  it('that was cut off before the row went leaves the run as it was', async () => {
    const run = await addTrainedRun(product);
    const file = product.path('runs', run.id, 'config.json');
    const content = await readFile(file, 'utf8');
    renameSync(product.path('runs', run.id), product.path('runs', `.deleted-${run.id}-00ff`));
    product.close();
    reopen();
    expect(folders()).toEqual([run.id]);
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  it('that was cut off after the row went is ended at the next opening; nothing else is touched', async () => {
    const run = await addTrainedRun(product);
    await mkdir(product.path('runs', '.deleted-run-0099-00ff', 'maps'), { recursive: true });
    await mkdir(product.path('runs', '.deleted-by-hand'));
    product.close();
    reopen();
    expect(folders()).toEqual(['.deleted-by-hand', run.id]);
  });

  it('killed at any time leaves row and folder together', async () => {
    const entry = join(projectRoot, 'src', 'main', 'cli', 'index.ts');
    const ends = new Set<boolean>();
    for (let delay = 150; delay <= 1650; delay += 250) {
      const run = await addTrainedRun(product);
      for (let i = 0; i < 40; i++) await writeFile(product.path('runs', run.id, `map-${i}.f32`), Buffer.alloc(40_000));
      product.close();
      const child = spawn(process.execPath, [entry, 'runs', join(dir, 'product'), '--delete', run.id], {
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      setTimeout(() => child.kill('SIGKILL'), delay);
      await ended;
      reopen();
      const [hasRow, hasFolder] = [findRun(product.db, run.id) !== null, existsSync(product.path('runs', run.id))];
      expect({ delay, hasFolder }).toEqual({ delay, hasFolder: hasRow });
      expect(folders().filter((name) => name.startsWith('.deleted'))).toEqual([]);
      if (hasRow) expect(readdirSync(product.path('runs', run.id))).toHaveLength(41);
      ends.add(hasRow);
    }
    expect(ends.size).toBeGreaterThan(0);
  });
});

describe('the command line', () => {
  it('names, notes, lists and deletes runs by id and by name', async () => {
    const run = await addTrainedRun(product);
    insertRun(product.db, { ...run, state: 'interrupted' });
    product.close();
    const root = join(dir, 'product');
    const named = await runCli('runs', root, '--name', run.id, 'Night "shift" <b>');
    expect(named.rows).toEqual([expect.objectContaining({ id: run.id, name: 'Night "shift" <b>', note: null })]);
    const noted = await runCli('runs', root, '--note', 'night "SHIFT" <b>', 'lamp 2');
    expect(noted.rows).toEqual([expect.objectContaining({ id: run.id, note: 'lamp 2' })]);
    expect((await runCli('runs', root)).rows.map(({ name }) => name)).toEqual(['Night "shift" <b>', null]);
    const gone = await runCli('runs', root, '--delete', 'Night "shift" <b>');
    expect(gone).toMatchObject({ code: 0, rows: [{ run: run.id, deleted: true, lost: { step: 50, releases: [] } }] });
    expect((await runCli('runs', root)).rows.map(({ id }) => id)).toEqual(['run-0002']);
    reopen();
  });

  it('gives up a run that rests, once, and says who did it', async () => {
    const run = await addTrainedRun(product);
    insertRun(product.db, {
      ...run,
      name: 'late shift',
      state: 'interrupted',
      finishedAt: null,
      reason: 'It was lost.',
    });
    product.close();
    const root = join(dir, 'product');
    const ended = await runCli('runs', root, '--cancel', 'late shift');
    expect(ended).toMatchObject({
      code: 0,
      rows: [{ id: 'run-0002', state: 'cancelled', reason: null, finishedAt: expect.any(String), step: 50 }],
    });
    expect(await runCli('runs', root, '--cancel', 'run-0002')).toMatchObject({
      code: 1,
      rows: [{ error: { code: 'no-run', message: expect.stringContaining('neither paused nor interrupted') } }],
    });
    reopen();
    const said = listAudit(product.db).filter(({ what }) => what.startsWith('cancelling'));
    expect(said).toMatchObject([{ what: 'cancelling of run-0002', who: userName() }]);
    expect(JSON.parse(said[0]!.old!)).toMatchObject({ state: 'interrupted', step: 50 });
  });

  it('refuses what it cannot mean', async () => {
    product.close();
    const root = join(dir, 'product');
    for (const wrong of [
      ['--name', 'run-0001'],
      ['--name', 'run-0001', 'a', 'b'],
      ['--even-released'],
      ['--name', 'run-0001', 'a', '--delete', 'run-0001'],
    ]) {
      expect((await runCli('runs', root, ...wrong)).code).toBe(2);
    }
    expect(await runCli('runs', root, '--delete', 'run-0007')).toMatchObject({
      code: 1,
      rows: [{ error: { code: 'no-run' } }],
    });
    reopen();
  });
});
