import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSafetensors } from '#engine/model/safetensors.ts';
import { loadDetector, readCheckpoint } from '#engine/training/checkpoint.ts';

let dir = '';
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'flawsmith-checkpoint-'))));
afterAll(() => rm(dir, { recursive: true, force: true }));

async function written(meta: unknown): Promise<string> {
  const file = join(dir, 'checkpoint.safetensors');
  await writeSafetensors(file, { tensors: {}, metadata: { flawsmith: JSON.stringify(meta) } });
  return file;
}

it('says that a run was trained by another version, and what is not affected', async () => {
  const file = await written({ schema: 1, step: 600 });
  await expect(loadDetector(file)).rejects.toMatchObject({
    code: 'checkpoint-damaged',
    file,
    message: expect.stringContaining('another version') as string,
    hint: expect.stringContaining('packages') as string,
  });
});

it.each([null, 'text', { step: 1 }, { schema: 2, step: 'x' }])(
  'calls %j no checkpoint, and names the file',
  async (meta) => {
    const file = await written(meta);
    await expect(readCheckpoint(file)).rejects.toMatchObject({ code: 'checkpoint-damaged', file });
  },
);
