import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PixelRef, TrainJob } from '#shared/contract/engine.ts';
import { fullRoi } from '#shared/domain/images.ts';
import { verdictOf } from '#shared/domain/limits.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { sampleFiles, sampleIndexSchema } from '#shared/domain/validation.ts';
import { score } from '#engine/evaluation/score.ts';
import { exportDetector } from '#engine/export/exportDetector.ts';
import { train } from '#engine/training/trainer.ts';
import { openModel } from '#scoring/model.ts';
import { readRawMap } from '#studio/evaluation/mapFiles.ts';
import { compareParity } from '#studio/export/parity.ts';
import { parityTolerances } from '#shared/domain/parityTolerances.ts';
import { backboneFile } from '#studio/paths.ts';
import { writeParts } from '../../fixtures/parts.ts';

const picture = { width: 96, height: 64 };

describe.skipIf(!existsSync(backboneFile))('a run on pictures that are wider than high', () => {
  let dir: string;
  let refs: PixelRef[];
  const context = {
    signal: { aborted: false },
    breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
    progress: () => undefined,
    scored: () => undefined,
  };

  beforeAll(async () => {
    ({ dir, refs } = await writeParts(16, picture));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('trains, scores and says the same as an exported model', async () => {
    const runDir = join(dir, 'run');
    const job: TrainJob = {
      run: { id: 'run-0001', key: 'a' },
      runDir,
      config: {
        schema: 1,
        size: 96,
        picture,
        seed: 1,
        budget: { steps: 6 },
        loss: defaultLossWeights,
        priorSet: defaultPriorSet,
      },
      train: refs.slice(0, 10),
      calibration: refs.slice(10),
      backboneFile,
      resume: false,
    };
    expect(await train(job, context)).toMatchObject({ outcome: 'trained', step: 6 });
    const index = sampleIndexSchema.parse(
      JSON.parse(await readFile(join(runDir, 'samples', sampleFiles.index), 'utf8')),
    );
    expect(index).toMatchObject(picture);
    expect(await readFile(join(runDir, 'samples', sampleFiles.map(0, 6)))).toHaveLength(96 * 64 * 4);

    const checkpoint = join(runDir, 'checkpoint.safetensors');
    const mapsDir = join(dir, 'maps');
    const scored = await score({ checkpoint, backboneFile, images: refs.slice(8), mapsDir }, context);
    expect(scored.map).toEqual(picture);
    const out = join(dir, 'model.onnx');
    const exported = await exportDetector({ checkpoint, backboneFile, roi: fullRoi, out });
    expect([exported.picture, exported.map]).toEqual([picture, picture]);

    const model = await openModel(await readFile(out), out, { threads: 1 });
    const limits = { acceptLimit: 0.4, rejectLimit: 0.6 };
    const side = <T extends { score: number }>(row: T): T & { verdict: ReturnType<typeof verdictOf> } => ({
      ...row,
      verdict: verdictOf(row.score, limits),
    });
    const theirs = [];
    for (const { id, pixels } of refs.slice(8)) {
      const result = await model.score({ ...picture, data: new Uint8Array(await readFile(pixels)) });
      theirs.push({ name: id, ...side(result) });
    }
    await model.close();
    const ours = scored.rows.map((row) => ({
      name: row.id,
      ...side({ score: row.score, map: readRawMap(row.map!, scored.map) }),
    }));
    expect(compareParity(ours, theirs, parityTolerances, limits)).toMatchObject({ images: 8 });
  });
});
