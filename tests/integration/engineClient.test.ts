import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ScoreJob, TrainJob, TrainProgress } from '#shared/contract/engine.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { CancelledError, FlawsmithError } from '#shared/errors.ts';
import { type EngineClient, type EngineOptions, startEngine } from '#studio/engineClient.ts';

const entry = join(import.meta.dirname, '..', 'fixtures', 'fakeEngine.ts');
const open: EngineClient[] = [];

async function start(options: EngineOptions = {}): Promise<EngineClient> {
  const engine = await startEngine({ entry, ...options });
  open.push(engine);
  return engine;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(open.splice(0).map((engine) => engine.stop()));
});

const trainJob = (act: string): TrainJob => ({
  run: { id: 'run-0001', key: 'a' },
  runDir: `/runs/${act}`,
  config: {
    schema: 1,
    size: 64,
    picture: squareOf(64),
    seed: 0,
    budget: { steps: 3 },
    loss: defaultLossWeights,
    priorSet: defaultPriorSet,
  },
  train: [],
  calibration: [],
  backboneFile: '/weights',
  resume: false,
});
const scoreJob = (act: string): ScoreJob => ({
  checkpoint: `/runs/${act}`,
  backboneFile: '/weights',
  images: [],
  mapsDir: null,
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The error that a promise rejects with. */
const failure = (promise: Promise<unknown>): Promise<FlawsmithError> =>
  promise.then(
    () => Promise.reject(new Error('did not fail')),
    (error: FlawsmithError) => error,
  );

describe('engine client', () => {
  it('says who runs, passes progress on in order, and ends with the result', async () => {
    const engine = await start();
    expect(engine.backend.backend).toBe('tensorflow-cpu');
    const seen: TrainProgress[] = [];
    const result = await engine.train(trainJob('work'), { onProgress: (progress) => seen.push(progress) });
    expect(result.outcome).toBe('trained');
    expect(seen.map(({ step }) => step)).toEqual([1, 2, 3]);
  });

  it('rejects a call whose process is killed, with the signal and the last lines', async () => {
    const lines: string[] = [];
    const engine = await start({ onLog: (line) => lines.push(line) });
    const error = await failure(engine.train(trainJob('crash')));
    expect(error).toMatchObject({ code: 'engine-crashed', end: { kind: 'killed', signal: 'SIGKILL' } });
    expect(error.message).toContain('SIGKILL');
    expect(error.details).toBe('first line\nthe last thing it said');
    const kind = `engine ${engine.pid} stderr:`;
    expect(lines).toEqual([`${kind} first line`, `${kind} the last thing it said`]);
    expect(await failure(engine.describe())).toMatchObject({ code: 'engine-crashed' });
  });

  it('names the exit code of an engine that ends in mid-call', async () => {
    const engine = await start();
    const error = await failure(engine.score(scoreJob('exit')));
    const end = { kind: 'exited', code: 7 };
    expect(error).toMatchObject({ code: 'engine-crashed', details: 'out of luck', end });
    expect(error.message).toContain('exit code 7');
  });

  it('kills an engine that stays silent beyond the limit', async () => {
    const engine = await start({ heartbeatLimit: 300 });
    const error = await failure(engine.train(trainJob('hang')));
    expect(error).toMatchObject({ code: 'engine-crashed', end: { kind: 'silent' } });
    expect(error.message).toContain('silent');
    expect(isAlive(engine.pid)).toBe(false);
  });

  it('brings errors over with code, file and hint', async () => {
    const engine = await start();
    expect(await failure(engine.train(trainJob('throw')))).toMatchObject({
      code: 'disk-full',
      file: '/x',
      hint: 'Free.',
    });
    const plain = await failure(engine.train(trainJob('plain')));
    expect(plain).toBeInstanceOf(FlawsmithError);
    expect(plain).toMatchObject({ code: 'internal', message: 'not a word of ours' });
  });

  it('cancels: a training resolves as cancelled, scoring rejects, and the engine lives on', async () => {
    const engine = await start();
    const stop = new AbortController();
    const result = await engine.train(trainJob('wait'), {
      signal: stop.signal,
      onProgress: ({ step }) => step === 3 && stop.abort(),
    });
    expect(result.outcome).toBe('cancelled');
    const again = new AbortController();
    const scoring = engine.score(scoreJob('wait'), { signal: again.signal, onProgress: () => again.abort() });
    expect(await failure(scoring)).toBeInstanceOf(CancelledError);
    expect(await failure(engine.score(scoreJob('work'), { signal: again.signal }))).toBeInstanceOf(CancelledError);
    expect((await engine.describe()).tensors).toBe(0);
  });

  it('lets a training rest, also where it was asked to before the training began', async () => {
    const engine = await start();
    const pause = new AbortController();
    const result = await engine.train(trainJob('wait'), {
      pause: pause.signal,
      onProgress: ({ step }) => step === 3 && pause.abort(),
    });
    expect(result.outcome).toBe('paused');
    expect((await engine.train(trainJob('wait'), { pause: AbortSignal.abort() })).outcome).toBe('paused');
  });

  it('stops an idle engine, and kills one that does not listen', async () => {
    const engine = await start();
    await engine.stop();
    expect(isAlive(engine.pid)).toBe(false);
    expect(await failure(engine.describe())).toMatchObject({ end: { kind: 'stopped' } });
    vi.stubEnv('FLAWSMITH_FAKE_ENGINE', 'deaf');
    const deaf = await start({ stopLimit: 200 });
    await deaf.stop();
    expect(isAlive(deaf.pid)).toBe(false);
  });

  it('starts the engine without the variables that would make it run other code', async () => {
    vi.stubEnv('NODE_OPTIONS', '--require=/nowhere/else.cjs');
    vi.stubEnv('LD_PRELOAD', '');
    vi.stubEnv('FLAWSMITH_FAKE_ENGINE', 'usual');
    const lines: string[] = [];
    const engine = await start({ onLog: (line) => lines.push(line) });
    await engine.train(trainJob('say-environment'));
    const names = lines.find((line) => line.startsWith(`engine ${engine.pid} info:`))!.split(' ');
    expect(names).toEqual(expect.arrayContaining(['PATH', 'FLAWSMITH_FAKE_ENGINE']));
    expect(names).not.toContain('NODE_OPTIONS');
    expect(names).not.toContain('LD_PRELOAD');
  });

  it('says so where TensorFlow does not load', async () => {
    vi.stubEnv('FLAWSMITH_FAKE_ENGINE', 'unloadable');
    const error = await failure(start());
    expect(error).toMatchObject({ code: 'engine-unavailable', end: { kind: 'no-tensorflow' } });
  });

  it('gives up on an engine that never gets ready', async () => {
    vi.stubEnv('FLAWSMITH_FAKE_ENGINE', 'mute');
    expect(await failure(start({ readyLimit: 500 }))).toMatchObject({ code: 'engine-crashed' });
  });

  it('says so where the engine cannot start at all', async () => {
    const error = await failure(start({ entry: join(import.meta.dirname, 'no-such-engine.ts') }));
    expect(error.code).toBe('engine-crashed');
    expect(error.details).toContain('no-such-engine.ts');
  });
});
