import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PixelRef, TrainJob } from '#shared/contract/engine.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { referenceSize } from '#shared/vision/synthesis/forge.ts';
import { findRegion } from '#engine/training/region.ts';

const picture = { width: 384, height: 256 };
const grid = { width: 24, height: 16 };
const job = { config: { picture, priorSet: defaultPriorSet } } as TrainJob;
const count = 12;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-region-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Bright discs on a dark table; a lamp lies at the right border of the first few. */
async function photograph(index: number, hasLamp: boolean): Promise<PixelRef> {
  const data = Buffer.alloc(3 * picture.width * picture.height, 30);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const isPart = Math.hypot(x - 130 - index, y - 128) < 60;
      const isLamp = hasLamp && x > 340 && Math.abs(y - 128) < 30;
      if (isPart || isLamp) data.fill(200, 3 * (y * picture.width + x), 3 * (y * picture.width + x) + 3);
    }
  }
  const pixels = join(dir, `${index}-${hasLamp}.rgb`);
  await writeFile(pixels, data);
  return { id: String(index), pixels, session: 's', part: String(index) };
}

/** The disc alone, as a person painted it. */
async function corrected(ref: PixelRef): Promise<PixelRef> {
  const { width, height } = referenceSize(picture);
  const share = width / picture.width;
  const isPart = (x: number, y: number): boolean => Math.hypot(x / share - 130 - Number(ref.id), y / share - 128) < 60;
  const foreground = join(dir, `${ref.id}.part`);
  const data = Uint8Array.from({ length: width * height }, (_, i) =>
    isPart((i % width) + 0.5, Math.floor(i / width) + 0.5) ? 255 : 0,
  );
  await writeFile(foreground, data);
  return { ...ref, foreground };
}

const regionOf = async (refs: readonly PixelRef[]): Promise<number[]> => [
  ...(await findRegion(job, refs, grid, () => Promise.resolve())),
];
const judged = (region: readonly number[]): number => region.reduce((sum, cell) => sum + cell, 0);

it('is judged around the parts as a person corrected them: what was taken for part beside them widens it no more', async () => {
  const clean = await Promise.all(Array.from({ length: count }, (_, i) => photograph(i, false)));
  const misled = await Promise.all(clean.map((ref, i) => (i < 3 ? photograph(i, true) : ref)));
  const mended = await Promise.all(misled.map((ref, i) => (i < 3 ? corrected(ref) : ref)));
  const [wanted, wide, now] = [await regionOf(clean), await regionOf(misled), await regionOf(mended)];
  expect(judged(wanted)).toBeLessThan(grid.width * grid.height);
  expect(judged(wide)).toBeGreaterThan(judged(wanted) + 20);
  // a painted outline and a found one differ by a pixel
  expect(now.filter((cell, i) => cell !== wanted[i]).length).toBeLessThanOrEqual(2);
});
