import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PixelRef, TrainJob, TrainResult } from '#shared/contract/engine.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { loadDetector, readCheckpoint } from '#engine/training/checkpoint.ts';
import { train } from '#engine/training/trainer.ts';
import { backboneFile } from '#studio/paths.ts';
import { writeParts } from '../../fixtures/parts.ts';

const size = 64;
const steps = 40;

describe.skipIf(!existsSync(backboneFile))('a run that goes on', () => {
  let dir: string;
  let refs: PixelRef[];

  beforeAll(async () => {
    ({ dir, refs } = await writeParts(14, size));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const job = (name: string, change: Partial<TrainJob> = {}): TrainJob => ({
    run: { id: 'run-0001', key: 'own' },
    runDir: join(dir, name),
    config: {
      schema: 1,
      size,
      picture: squareOf(size),
      seed: 5,
      budget: { steps },
      loss: defaultLossWeights,
      priorSet: defaultPriorSet,
    },
    train: refs.slice(0, 10),
    calibration: refs.slice(10),
    backboneFile,
    resume: false,
    ...change,
  });
  const checkpointOf = (name: string): string => join(dir, name, 'checkpoint.safetensors');

  /** Trains to the end, or as far as the program that is ended at a step. */
  async function run(work: TrainJob, endsAt = Infinity): Promise<TrainResult> {
    await mkdir(work.runDir, { recursive: true });
    let reached = 0;
    return train(work, {
      signal: { aborted: false },
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      progress: ({ step }) => (reached = step),
      isInterrupted: () => reached >= endsAt,
    });
  }

  it('is bit for bit the run that was never stopped: tensors, losses, limits', async () => {
    const whole = await run(job('whole'));
    expect(await run(job('stopped'), 7)).toMatchObject({ outcome: 'interrupted', step: 7, learned: null });
    expect(await run(job('stopped', { resume: true }), 23)).toMatchObject({ outcome: 'interrupted', step: 23 });
    await appendFile(join(dir, 'stopped', 'metrics.jsonl'), '{"step":24,"total":9}\n{"st');
    const resumed = await run(job('stopped', { resume: true }));
    expect({ ...resumed, seconds: 0, spent: null }).toEqual({ ...whole, seconds: 0, spent: null });
    const [expected, got] = [
      await readCheckpoint(checkpointOf('whole')),
      await readCheckpoint(checkpointOf('stopped')),
    ];
    expect(Object.keys(got.arrays)).toEqual(Object.keys(expected.arrays));
    const different = Object.keys(got.arrays).filter(
      (name) => !Buffer.from(got.arrays[name]!.data.buffer).equals(Buffer.from(expected.arrays[name]!.data.buffer)),
    );
    expect(different).toEqual([]);
    expect(got.meta.outputs).toEqual(expected.meta.outputs);
  });

  it('refuses the checkpoint of another run, and one of another configuration', async () => {
    await cp(join(dir, 'whole'), join(dir, 'own'), { recursive: true });
    const other = run(job('own', { resume: true, run: { id: 'run-0001', key: 'another' } }));
    await expect(other).rejects.toMatchObject({
      code: 'checkpoint-damaged',
      message: /another run's/,
      file: checkpointOf('own'),
    });
    const changed = run(job('own', { resume: true, config: { ...job('own').config, seed: 6 } }));
    await expect(changed).rejects.toMatchObject({ code: 'checkpoint-damaged', message: /another configuration/ });
  });

  it('is scored only beside the config.json of its own run', async () => {
    await cp(join(dir, 'whole'), join(dir, 'moved'), { recursive: true });
    const { config } = job('moved');
    const beside = (key: string): Promise<void> =>
      writeFile(join(dir, 'moved', 'config.json'), JSON.stringify({ run: 'run-0001', key, config }));
    await beside('own');
    const { detector } = await loadDetector(checkpointOf('moved'));
    Object.values({ ...detector.head.trainable, ...detector.head.running }).forEach((item) => item.dispose());
    await beside('another');
    await expect(loadDetector(checkpointOf('moved'))).rejects.toMatchObject({ code: 'checkpoint-damaged' });
    expect(await readFile(checkpointOf('whole'))).toEqual(await readFile(checkpointOf('moved')));
  });
});
