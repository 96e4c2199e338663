import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainJob, TrainResult } from '#shared/contract/engine.ts';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import { descriptorLength } from '#shared/domain/descriptors.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { CancelledError, ProgramEndsError } from '#shared/errors.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { tellNearCopies } from '#studio/dataset/nearCopies.ts';
import type { EngineClient, TrainCallOptions } from '#studio/engineClient.ts';
import { projectRoot } from '#studio/paths.ts';
import { type OpenOptions, type Product, openProduct } from '#studio/product.ts';
import { countImages } from '#studio/store/images.ts';
import { listAudit, savePriorSet } from '#studio/store/records.ts';
import { findRun, listRuns } from '#studio/store/runs.ts';
import { readRunFile } from '#studio/training/runFolder.ts';
import { type FinishedRun, type TrainOptions, resumeRun, trainProduct } from '#studio/training/train.ts';
import { Workspace } from '#studio/workspace/workspace.ts';
import { writeProductFolder } from '../fixtures/product.ts';

let dir: string;
let root: string;
let product: Product | null = null;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-kept-'));
  root = join(dir, 'product');
});
afterEach(async () => {
  product?.close();
  product = null;
  await rm(dir, { recursive: true, force: true });
});

const open = (options: Partial<OpenOptions> = {}): Product =>
  (product = openProduct(root, { mode: 'write', create: true, ...options }));
function close(): void {
  product?.close();
  product = null;
}
async function openWithPictures(): Promise<Product> {
  await writeProductFolder(join(dir, 'pictures'), 12, 48);
  await importFolder(open(), join(dir, 'pictures'));
  return product!;
}

const ended: TrainResult = {
  outcome: 'trained',
  step: 3,
  steps: 3,
  seconds: 3,
  spent: { preparation: 0, training: 3, judging: 0 },
  weightChange: 1,
  losses: null,
  learned: null,
  scores: null,
};

/** Trains by writing a checkpoint; what it was asked stands in `asked`. */
function fakeEngine(asked: TrainJob[], train: (options: TrainCallOptions) => Promise<TrainResult>): EngineClient {
  return {
    ...({ backend: { backend: 'tensorflow-cpu', tensorflow: '0', tfjs: '0' } } as EngineClient),
    describePictures: ({ images }) =>
      Promise.resolve({ rows: images.map(({ id }) => ({ id, values: Array<number>(descriptorLength).fill(0) })) }),
    async train(job, options = {}) {
      asked.push(job);
      await writeFile(join(job.runDir, 'checkpoint.safetensors'), 'its own');
      return train(options);
    },
  };
}

const wanted = { priorSet: defaultPriorSet, budget: { steps: 3 }, seed: 0, size: 64, loss: defaultLossWeights };

describe('a run', () => {
  it('never goes on from what lies in a folder that the product does not know: that is set aside, its number not used again', async () => {
    await openWithPictures();
    close();
    await copyFile(join(root, 'product.db'), join(dir, 'backup.db'));
    const asked: TrainJob[] = [];
    const engine = fakeEngine(asked, () => Promise.resolve(ended));
    await trainProduct(open(), engine, { ...wanted, seed: 77 });
    close();
    await copyFile(join(dir, 'backup.db'), join(root, 'product.db'));
    const notes: ImportNote[] = [];
    const { run } = await trainProduct(open(), engine, wanted, { onNote: (note) => notes.push(note), who: 'me' });
    expect(run).toMatchObject({
      id: 'run-0002',
      notes: [{ code: 'folderAside', message: expect.stringContaining('run-0001-found-') }],
    });
    expect(notes).toEqual(run.notes);
    expect(asked.map(({ resume }) => resume)).toEqual([false, false]);
    expect((await readdir(join(root, 'runs'))).sort()).toEqual([
      expect.stringMatching(/^run-0001-found-\d+T\d+Z$/),
      'run-0002',
    ]);
    expect(listAudit(product!.db).at(-1)).toMatchObject({ who: 'me', what: 'run folder set aside', old: '"run-0001"' });
    // The one set aside keeps its number from being given once more.
    expect((await trainProduct(product!, engine, wanted)).run.id).toBe('run-0003');
  });

  it('does not read the folder of another run that was put in its place', async () => {
    const engine = fakeEngine([], () => Promise.resolve(ended));
    await trainProduct(await openWithPictures(), engine, wanted);
    await trainProduct(product!, engine, wanted);
    await rm(product!.path('runs', 'run-0001'), { recursive: true });
    await cp(product!.path('runs', 'run-0002'), product!.path('runs', 'run-0001'), { recursive: true });
    await expect(readRunFile(product!, 'run-0001')).rejects.toMatchObject({
      code: 'checkpoint-damaged',
      message: /another run's/,
      hint: expect.any(String),
    });
  });

  it('is left interrupted where the program ends, cancelled where a person cancels, and says what it does again', async () => {
    const asked: TrainJob[] = [];
    const begun = { ...ended, phase: 'training' as const, share: 0, secondsLeft: null, tensors: 0, losses: null };
    /** Ends as the engine does: by the reason of the signal. */
    const untilStopped = (step: number) =>
      fakeEngine(asked, ({ signal, onProgress }) => {
        onProgress?.({ ...begun, step });
        const { promise, resolve } = Promise.withResolvers<TrainResult>();
        const end = (): void => {
          const outcome = signal!.reason instanceof ProgramEndsError ? 'interrupted' : 'cancelled';
          resolve({ ...ended, outcome, step: step + 6 });
        };
        signal!.addEventListener('abort', end);
        if (signal!.aborted) end();
        return promise;
      });
    const stop = async (start: (signal: AbortSignal) => Promise<unknown>, reason?: Error): Promise<void> => {
      const controller = new AbortController();
      const work = start(controller.signal);
      await expect.poll(() => listRuns(product!.db)[0]?.state, { timeout: 30_000 }).toBe('running');
      controller.abort(reason);
      await work;
    };
    await openWithPictures();
    await stop((signal) => trainProduct(product!, untilStopped(0), wanted, { signal }), new ProgramEndsError());
    expect(listRuns(product!.db)).toMatchObject([{ state: 'interrupted', interrupted: 1, finishedAt: null, step: 6 }]);
    const told: [string, number, number][] = [];
    const onResumed = (...words: [string, number, number]): number => told.push(words);
    await stop((signal) => resumeRun(product!, untilStopped(2), { signal, onResumed }));
    expect(told).toEqual([['run-0001', 2, 4]]);
    expect(asked.at(-1)).toMatchObject({ resume: true, run: { id: 'run-0001', key: asked[0]!.run.key } });
    expect(listRuns(product!.db)).toMatchObject([{ state: 'cancelled', repeated: 4, resumed: 1 }]);
  });

  it('rests where it is asked to while its pictures are made, and Resume makes the others and starts it', async () => {
    const asked: TrainJob[] = [];
    const engine = fakeEngine(asked, () => Promise.resolve(ended));
    await openWithPictures();
    await tellNearCopies(product!, engine, 'me');
    const made = (): Promise<string[]> => readdir(join(root, 'cache'), { recursive: true });
    const before = await made();
    /** Asks to pause once the first of the pictures is made. */
    const pauseAtFirst = (start: (options: TrainOptions) => Promise<FinishedRun>): Promise<FinishedRun> => {
      const pause = new AbortController();
      return start({ pause: pause.signal, onCache: () => pause.abort() });
    };
    const { run } = await pauseAtFirst((options) => trainProduct(product!, engine, wanted, options));
    expect(run).toMatchObject({ id: 'run-0001', state: 'paused', step: 0, finishedAt: null, interrupted: 0 });
    expect((await made()).length).toBeGreaterThan(before.length);
    await rm(join(root, 'cache'), { recursive: true });
    const again = await pauseAtFirst((options) => resumeRun(product!, engine, options));
    expect(again.run).toMatchObject({ id: 'run-0001', state: 'paused', step: 0, resumed: 1 });
    expect(asked).toEqual([]);
    const last = await resumeRun(product!, engine);
    expect(last.run).toMatchObject({ id: 'run-0001', state: 'trained', step: 3, resumed: 2 });
    expect(asked).toMatchObject([{ resume: false, run: { id: 'run-0001' } }]);
    const refs = [...asked[0]!.train, ...asked[0]!.calibration];
    expect(refs.length).toBeGreaterThan(0);
    expect(refs.filter(({ pixels }) => !existsSync(pixels))).toEqual([]);
  });

  it('is cancelled, not paused, where both are asked for while its pictures are made', async () => {
    const [pause, cancel] = [new AbortController(), new AbortController()];
    const engine = fakeEngine([], () => Promise.resolve(ended));
    await openWithPictures();
    await tellNearCopies(product!, engine, 'me');
    const onCache = (): void => [pause, cancel].forEach((one) => one.abort());
    const options = { pause: pause.signal, signal: cancel.signal, onCache };
    await expect(trainProduct(product!, engine, wanted, options)).rejects.toBeInstanceOf(CancelledError);
    expect(listRuns(product!.db)).toEqual([]);
  });

  it('is left interrupted also where the program ends before the engine has begun', async () => {
    const controller = new AbortController();
    const engine = fakeEngine([], () => {
      controller.abort(new ProgramEndsError());
      return Promise.reject(new CancelledError());
    });
    const work = trainProduct(await openWithPictures(), engine, wanted, { signal: controller.signal });
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    expect(listRuns(product!.db)).toMatchObject([{ state: 'interrupted', finishedAt: null }]);
  });
});

describe('one bad row', () => {
  it('is named, and takes down neither its list, the product, the studio nor a job', async () => {
    await trainProduct(
      await openWithPictures(),
      fakeEngine([], () => Promise.resolve(ended)),
      wanted,
    );
    savePriorSet(product!.db, { ...defaultPriorSet, name: 'mine' });
    product!.db.exec(`INSERT INTO runs (id, body) VALUES ('run-0009', '{"id":"run-0009","state":"archived"}');
      INSERT INTO prior_sets VALUES ('odd', 'no JSON', ''); INSERT INTO releases (body) VALUES ('{')`);
    close();
    const workspace = new Workspace({ stateDir: join(dir, 'state'), productsDir: dir, roots: [dir] });
    try {
      const { id } = workspace.openProduct(root);
      const [summary] = workspace.summaries();
      expect(summary).toMatchObject({ problem: null, images: 20 });
      expect(summary!.damaged!.map(({ code, message }) => [code, message])).toEqual([
        ['product-damaged', 'Run run-0009 cannot be read from the product.'],
        ['product-damaged', 'Prior set odd cannot be read from the product.'],
        ['product-damaged', 'Release 1 cannot be read from the product.'],
      ]);
      const { db } = workspace.product(id);
      expect(listRuns(db).map((run) => run.id)).toEqual(['run-0001']);
      expect(() => findRun(db, 'run-0009')).toThrowError(expect.objectContaining({ code: 'product-damaged' }));
      const job = workspace.jobs.start('import', id, 'Importing', async () => 'all');
      await expect.poll(() => workspace.jobs.list().find((known) => known.id === job.id)?.state).toBe('done');
      expect(
        (
          await trainProduct(
            workspace.product(id),
            fakeEngine([], () => Promise.resolve(ended)),
            wanted,
          )
        ).run.id,
      ).toBe('run-0010');
    } finally {
      await workspace.close();
    }
  });
});

describe('the rows of a product', () => {
  it('stand in product.db alone, also of a process that was killed: opening brings them together', async () => {
    await openWithPictures();
    await cp(root, join(dir, 'killed'), { recursive: true }); // as a kill leaves it: with its log
    close();
    root = join(dir, 'killed');
    open();
    await copyFile(join(root, 'product.db'), join(dir, 'alone.db'));
    close();
    await mkdir(join(dir, 'restored'));
    await copyFile(join(dir, 'alone.db'), join(dir, 'restored', 'product.db'));
    root = join(dir, 'restored');
    expect(countImages(open({ create: false }).db).reduce((sum, { count }) => sum + count, 0)).toBe(20);
  });

  it('stand in product.db alone soon after a change, whatever becomes of the log of a process that is killed', async () => {
    const { db } = await openWithPictures();
    const killed = join(dir, 'no-log');
    await expect
      .poll(
        async () => {
          await rm(killed, { recursive: true, force: true });
          await mkdir(killed);
          await copyFile(join(root, 'product.db'), join(killed, 'product.db'));
          const alone = openProduct(killed, { mode: 'read' });
          try {
            return countImages(alone.db).reduce((sum, { count }) => sum + count, 0);
          } finally {
            alone.close();
          }
        },
        { timeout: 30_000 },
      )
      .toBe(20);
    expect(db.isOpen).toBe(true);
  });

  it('can be read where nothing can be written beside them, with and without a log', async () => {
    await openWithPictures();
    await cp(root, join(dir, 'killed'), { recursive: true });
    close();
    for (const name of ['product', 'killed']) {
      root = join(dir, name);
      await rm(join(root, 'product.db-shm'), { force: true });
      await mkdir(join(root, 'product.db-shm')); // SQLite can no longer make its index of the log
      expect(() => open({ create: false })).toThrowError(expect.objectContaining({ code: 'not-writable' }));
      expect(countImages(open({ mode: 'read', create: false }).db).reduce((sum, { count }) => sum + count, 0)).toBe(20);
      close();
    }
  });

  it('are not taken for a new product where they are gone', async () => {
    await openWithPictures();
    close();
    await mkdir(join(root, 'runs'));
    const file = join(root, 'product.db');
    const damaged = expect.objectContaining({ code: 'product-damaged', hint: expect.stringContaining('backup') });
    await truncate(file, 0);
    for (const mode of ['read', 'write'] as const) expect(() => open({ mode })).toThrowError(damaged);
    await rm(file);
    for (const mode of ['read', 'write'] as const) expect(() => open({ mode })).toThrowError(damaged);
  });

  it('are called damaged wherever a page is damaged, for readers and writers', async () => {
    await openWithPictures();
    close();
    const file = join(root, 'product.db');
    const { size } = await stat(file);
    const whole = join(dir, 'whole.db');
    await copyFile(file, whole);
    for (let place = 4096; place < size; place += 4096) {
      await copyFile(whole, file);
      const handle = await openFile(file, 'r+');
      await handle.write(Buffer.alloc(200, 0xa5), 0, 200, place);
      await handle.close();
      for (const mode of ['read', 'write'] as const) {
        expect(() => open({ mode })).toThrowError(
          expect.objectContaining({ code: 'product-damaged', hint: expect.stringContaining('folder of the product') }),
        );
      }
    }
  });

  it('are opened without what killed exports and writes left, in whatever folder', async () => {
    open();
    close();
    const ended = spawnSync(process.execPath, ['--version']).pid;
    const left = ['releases/.export-Ab1', 'runs/run-0001', 'cache/v2/64', 'cache/thumbs'].map((name) =>
      join(root, name),
    );
    for (const name of left) await mkdir(name, { recursive: true });
    const [, run, views, thumbs] = left as [string, string, string, string];
    for (const name of [
      `config.json.partial-${ended}-00ff00ff`,
      'checkpoint.safetensors.7.tmp',
      'checkpoint.safetensors',
    ])
      await writeFile(join(run, name), 'x');
    const ofReader = `ab.rgb.partial-${process.pid}-00ff00ff`;
    for (const name of [`ab.rgb.partial-${ended}-00ff00ff`, 'ab.rgb', ofReader])
      await writeFile(join(views, name), 'x');
    await writeFile(join(thumbs, `ab.webp.partial-${ended}-00ff00ff`), 'x');
    open();
    expect(existsSync(left[0]!)).toBe(false);
    expect(await readdir(run)).toEqual(['checkpoint.safetensors']);
    expect(await readdir(thumbs)).toEqual([]);
    expect((await readdir(views)).sort(), 'what a process at work writes stays').toEqual(['ab.rgb', ofReader]);
  });

  it('are opened without looking behind links', async () => {
    open();
    close();
    const outside = join(dir, 'outside');
    const name = `a.rgb.partial-${spawnSync(process.execPath, ['--version']).pid}-00ff00ff`;
    await mkdir(outside);
    await writeFile(join(outside, name), 'x');
    await symlink(outside, join(root, 'cache'));
    open();
    expect(await readdir(outside)).toEqual([name]);
  });
});

describe('the lock', () => {
  const lockFile = (): string => join(root, 'lock.db');
  const locked = expect.objectContaining({ code: 'product-locked' });

  it.each([
    ['garbage', () => writeFile(lockFile(), 'no lock '.repeat(600))],
    ['a folder', () => mkdir(lockFile())],
  ])('that is %s keeps nobody out', async (_, make) => {
    open();
    close();
    await rm(lockFile());
    await make();
    open();
    expect(() => openProduct(root, { mode: 'write' })).toThrowError(locked);
  });

  it('that was removed while it is held is made again at the next write', async () => {
    open();
    await rm(lockFile());
    savePriorSet(product!.db, defaultPriorSet);
    expect(() => openProduct(root, { mode: 'write' })).toThrowError(locked);
  });

  it('that was removed while another process holds it keeps a second writer out', async () => {
    open();
    close();
    const code = `const { openProduct } = await import('#studio/product.ts');
      globalThis.product = openProduct(process.argv[1], { mode: 'write' });
      process.stdout.write('open'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, root], { cwd: projectRoot });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await rm(lockFile());
    expect(() => open()).toThrowError(locked);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    open();
  });
});
