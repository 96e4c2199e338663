import { existsSync } from 'node:fs';
import { copyFile, cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrainJob, TrainResult } from '#shared/contract/engine.ts';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import { CancelledError, ProgramEndsError } from '#shared/errors.ts';
import { tellNearCopies } from '#studio/dataset/nearCopies.ts';
import { listAudit } from '#studio/store/records.ts';
import { listRuns } from '#studio/store/runs.ts';
import { readRunFile } from '#studio/training/runFolder.ts';
import { type FinishedRun, type TrainOptions, resumeRun, trainProduct } from '#studio/training/train.ts';
import { useKeptProduct } from '../fixtures/keptProduct.ts';
import { ended, savingEngine, wantedRun } from '../fixtures/savingEngine.ts';

const kept = useKeptProduct();

describe('a run', () => {
  it('never goes on from what lies in a folder that the product does not know: that is set aside, its number not used again', async () => {
    await kept.openWithPictures();
    kept.close();
    await copyFile(join(kept.root, 'product.db'), join(kept.dir, 'backup.db'));
    const asked: TrainJob[] = [];
    const engine = savingEngine(asked, () => Promise.resolve(ended));
    await trainProduct(kept.open(), engine, { ...wantedRun, seed: 77 });
    kept.close();
    await copyFile(join(kept.dir, 'backup.db'), join(kept.root, 'product.db'));
    const notes: ImportNote[] = [];
    const { run } = await trainProduct(kept.open(), engine, wantedRun, {
      onNote: (note) => notes.push(note),
      who: 'me',
    });
    expect(run).toMatchObject({
      id: 'run-0002',
      notes: [{ code: 'folderAside', message: expect.stringContaining('run-0001-found-') }],
    });
    expect(notes).toEqual(run.notes);
    expect(asked.map(({ resume }) => resume)).toEqual([false, false]);
    expect((await readdir(join(kept.root, 'runs'))).sort()).toEqual([
      expect.stringMatching(/^run-0001-found-\d+T\d+Z$/),
      'run-0002',
    ]);
    expect(listAudit(kept.product!.db).at(-1)).toMatchObject({
      who: 'me',
      what: 'run folder set aside',
      old: '"run-0001"',
    });
    // The one set aside keeps its number from being given once more.
    expect((await trainProduct(kept.product!, engine, wantedRun)).run.id).toBe('run-0003');
  });

  it('does not read the folder of another run that was put in its place', async () => {
    const engine = savingEngine([], () => Promise.resolve(ended));
    await trainProduct(await kept.openWithPictures(), engine, wantedRun);
    await trainProduct(kept.product!, engine, wantedRun);
    await rm(kept.product!.path('runs', 'run-0001'), { recursive: true });
    await cp(kept.product!.path('runs', 'run-0002'), kept.product!.path('runs', 'run-0001'), { recursive: true });
    await expect(readRunFile(kept.product!, 'run-0001')).rejects.toMatchObject({
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
      savingEngine(asked, ({ signal, onProgress }) => {
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
      await expect.poll(() => listRuns(kept.product!.db)[0]?.state).toBe('running');
      controller.abort(reason);
      await work;
    };
    await kept.openWithPictures();
    await stop((signal) => trainProduct(kept.product!, untilStopped(0), wantedRun, { signal }), new ProgramEndsError());
    expect(listRuns(kept.product!.db)).toMatchObject([
      { state: 'interrupted', interrupted: 1, finishedAt: null, step: 6 },
    ]);
    const told: [string, number, number][] = [];
    const onResumed = (...words: [string, number, number]): number => told.push(words);
    await stop((signal) => resumeRun(kept.product!, untilStopped(2), { signal, onResumed }));
    expect(told).toEqual([['run-0001', 2, 4]]);
    expect(asked.at(-1)).toMatchObject({ resume: true, run: { id: 'run-0001', key: asked[0]!.run.key } });
    expect(listRuns(kept.product!.db)).toMatchObject([{ state: 'cancelled', repeated: 4, resumed: 1 }]);
  });

  it('rests where it is asked to while its pictures are made, and Resume makes the others and starts it', async () => {
    const asked: TrainJob[] = [];
    const engine = savingEngine(asked, () => Promise.resolve(ended));
    await kept.openWithPictures();
    await tellNearCopies(kept.product!, engine, 'me');
    const made = (): Promise<string[]> => readdir(join(kept.root, 'cache'), { recursive: true });
    const before = await made();
    /** Asks to pause once the first of the pictures is made. */
    const pauseAtFirst = (start: (options: TrainOptions) => Promise<FinishedRun>): Promise<FinishedRun> => {
      const pause = new AbortController();
      return start({ pause: pause.signal, onCache: () => pause.abort() });
    };
    const { run } = await pauseAtFirst((options) => trainProduct(kept.product!, engine, wantedRun, options));
    expect(run).toMatchObject({ id: 'run-0001', state: 'paused', step: 0, finishedAt: null, interrupted: 0 });
    expect((await made()).length).toBeGreaterThan(before.length);
    await rm(join(kept.root, 'cache'), { recursive: true });
    const again = await pauseAtFirst((options) => resumeRun(kept.product!, engine, options));
    expect(again.run).toMatchObject({ id: 'run-0001', state: 'paused', step: 0, resumed: 1 });
    expect(asked).toEqual([]);
    const last = await resumeRun(kept.product!, engine);
    expect(last.run).toMatchObject({ id: 'run-0001', state: 'trained', step: 3, resumed: 2 });
    expect(asked).toMatchObject([{ resume: false, run: { id: 'run-0001' } }]);
    const refs = [...asked[0]!.train, ...asked[0]!.calibration];
    expect(refs.length).toBeGreaterThan(0);
    expect(refs.filter(({ pixels }) => !existsSync(pixels))).toEqual([]);
  });

  it('is cancelled, not paused, where both are asked for while its pictures are made', async () => {
    const [pause, cancel] = [new AbortController(), new AbortController()];
    const engine = savingEngine([], () => Promise.resolve(ended));
    await kept.openWithPictures();
    await tellNearCopies(kept.product!, engine, 'me');
    const onCache = (): void => [pause, cancel].forEach((one) => one.abort());
    const options = { pause: pause.signal, signal: cancel.signal, onCache };
    await expect(trainProduct(kept.product!, engine, wantedRun, options)).rejects.toBeInstanceOf(CancelledError);
    expect(listRuns(kept.product!.db)).toEqual([]);
  });

  it('is left interrupted also where the program ends before the engine has begun', async () => {
    const controller = new AbortController();
    const engine = savingEngine([], () => {
      controller.abort(new ProgramEndsError());
      return Promise.reject(new CancelledError());
    });
    const work = trainProduct(await kept.openWithPictures(), engine, wantedRun, { signal: controller.signal });
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    expect(listRuns(kept.product!.db)).toMatchObject([{ state: 'interrupted', finishedAt: null }]);
  });
});
