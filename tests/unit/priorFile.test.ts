import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
import { readPriorSet } from '#studio/synthesis/priorFile.ts';

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'flawsmith-priors-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

async function written(text: string): Promise<string> {
  await writeFile(join(dir, 'mine.json'), text);
  return join(dir, 'mine.json');
}

it('reads a prior set with a byte order mark, as some editors write it', async () => {
  const file = await written('\uFEFF{"kinds": {"warp": {"enabled": false}}}');
  expect(await readPriorSet(file)).toMatchObject({ name: 'mine', kinds: { warp: { enabled: false } } });
});

it.each([{ enabled: false }, { share: 0 }])('refuses a prior set of which each kind is %j', async (change) => {
  const kinds = Object.fromEntries(defectKinds.map((kind) => [kind, change]));
  await expect(readPriorSet(await written(JSON.stringify({ kinds })))).rejects.toMatchObject({
    code: 'bad-config',
    message: expect.stringContaining('no kind of defect is left') as string,
  });
});

it('reads a file of the first schema as it was meant, and names what it does not know of another', async () => {
  const read = await readPriorSet(await written('{"schema": 1, "kinds": {"pit": {"size": [4, 9]}}}'));
  expect(read).toEqual({
    ...defaultPriorSet,
    name: 'mine',
    kinds: { ...defaultPriorSet.kinds, pit: { ...defaultPriorSet.kinds.pit, size: [4, 9] } },
  });
  const later = readPriorSet(await written('{"schema": 3}'));
  await expect(later).rejects.toMatchObject({
    code: 'bad-config',
    message: expect.stringContaining('schema') as string,
  });
  const foreign = readPriorSet(await written('{"kinds": {"pit": {"branches": [1, 2]}}}'));
  await expect(foreign).rejects.toMatchObject({ message: expect.stringMatching(/kinds\.pit.*branches/) as string });
});
