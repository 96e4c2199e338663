import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { readSafetensors, writeSafetensors } from '#engine/model/safetensors.ts';
import {
  type Checkpoint,
  checkpointSchema,
  loadDetector,
  readCheckpoint,
  writeCheckpoint,
} from '#engine/training/checkpoint.ts';

let dir = '';
let file = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-checkpoint-'));
  file = join(dir, 'checkpoint.safetensors');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function written(meta: unknown): Promise<string> {
  await writeSafetensors(file, { tensors: {}, metadata: { flawsmith: JSON.stringify(meta) } });
  return file;
}

it('says that a run was trained by another version, and what is not affected', async () => {
  const { code, message, hint } = await loadDetector(await written({ schema: 1, step: 600 })).then(
    () => expect.unreachable(),
    (error: { code: string; message: string; hint: string }) => error,
  );
  expect([code, message, hint]).toEqual([
    'checkpoint-damaged',
    expect.stringContaining('another version'),
    expect.stringContaining('packages'),
  ]);
});

it.each([null, 'text', { step: 1 }, { schema: 2, step: 'x' }])(
  'calls %j no checkpoint, and names the file',
  async (meta) => {
    await expect(readCheckpoint(await written(meta))).rejects.toMatchObject({ code: 'checkpoint-damaged', file });
  },
);

describe('a checkpoint', () => {
  const checkpoint: Checkpoint = {
    meta: {
      schema: checkpointSchema,
      run: { id: 'run-0001', key: 'own' },
      config: {
        schema: 1,
        size: 64,
        picture: squareOf(64),
        seed: 0,
        budget: { steps: 3 },
        loss: defaultLossWeights,
        priorSet: defaultPriorSet,
      },
      step: 1,
      steps: 3,
      seconds: 1,
      fitted: ['a'],
      weightChange: 0,
      outputs: null,
      limits: null,
    },
    arrays: {
      a: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
      b: { shape: [3], data: Float32Array.of(5, 6, 7) },
    },
  };

  interface Header {
    __metadata__: Record<string, string>;
    a: { shape: number[]; data_offsets: number[] };
    b: { shape: number[]; data_offsets: number[] };
  }

  /** Changes a whole checkpoint's header and body; the checksum goes where it is to be left out. */
  async function changed(change: (header: Header, body: Buffer) => Buffer | void, isSealed = false): Promise<void> {
    await writeCheckpoint(file, checkpoint);
    const bytes = await readFile(file);
    const length = Number(bytes.readBigUInt64LE());
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Header;
    if (!isSealed) delete header.__metadata__['flawsmithSha256'];
    const body = Buffer.from(bytes.subarray(8 + length));
    const after = change(header, body) ?? body;
    const text = Buffer.from(JSON.stringify(header));
    const head = Buffer.alloc(8);
    head.writeBigUInt64LE(BigInt(text.length));
    await writeFile(file, Buffer.concat([head, text, after]));
  }

  it('is read as it was written', async () => {
    await writeCheckpoint(file, checkpoint);
    expect(await readCheckpoint(file)).toEqual(checkpoint);
  });

  it.each<[string, (header: Header, body: Buffer) => Buffer | void]>([
    ['tensors that overlap', ({ b }) => void (b.data_offsets = [12, 24])],
    ['a gap between tensors', ({ b }, body) => ((b.data_offsets = [20, 32]), Buffer.concat([body, Buffer.alloc(4)]))],
    ['a negative place', ({ a }) => void (a.data_offsets = [-16, 0])],
    ['a place between bytes', ({ a }) => void (a.data_offsets = [0.5, 16.5])],
    ['negative sides', ({ a }) => void (a.shape = [-2, -2])],
    ['a broken side', ({ a }) => void (a.shape = [1.6, 2.5])],
    ['another shape than its bytes', ({ a }) => void (a.shape = [2, 3])],
    ['bytes after the last tensor', (_, body) => Buffer.concat([body, Buffer.alloc(4)])],
    ['too few bytes', (_, body) => body.subarray(0, 20)],
  ])('with %s is no safetensors file', async (_, change) => {
    await changed(change);
    await expect(readSafetensors(file)).rejects.toMatchObject({ code: 'checkpoint-damaged', file });
  });

  it.each<[string, (header: Header, body: Buffer) => Buffer | void, boolean]>([
    ['a flipped bit of a weight', (_, body) => void (body[2]! ^= 1), true],
    ['another name of a tensor', (header) => Object.assign(header, { c: header.b, b: undefined }) && undefined, true],
    [
      'another step',
      ({ __metadata__: meta }) => void (meta['flawsmith'] = meta['flawsmith']!.replace('"step":1', '"step":2')),
      true,
    ],
    ['no checksum', () => undefined, false],
  ])('with %s is damaged, and says what to do', async (_, change, isSealed) => {
    await changed(change, isSealed);
    await expect(readCheckpoint(file)).rejects.toMatchObject({
      code: 'checkpoint-damaged',
      file,
      hint: /^Train again/,
    });
  });

  it('that is not finite is not written: the one before stays', async () => {
    await writeCheckpoint(file, checkpoint);
    const broken = { ...checkpoint, arrays: { a: { shape: [1], data: Float32Array.of(Number.NaN) } } };
    await expect(writeCheckpoint(file, broken)).rejects.toMatchObject({ code: 'internal' });
    expect(await readCheckpoint(file)).toEqual(checkpoint);
  });
});
