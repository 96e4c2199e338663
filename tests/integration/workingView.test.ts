import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fullRoi } from '#shared/domain/images.ts';
import { judgedWindow, usualMovement } from '#shared/domain/movement.ts';
import { measurePicture } from '#shared/vision/measures/index.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { ownMovement, workingPicture, workingView } from '#studio/dataset/workingView.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { saveMeasures } from '#studio/store/measures.ts';

interface Seen {
  hash: string;
  width: number;
  height: number;
}

/** A bright square on a dark ground, its corner at x, y. */
function partAt(x: number, y: number): Raster {
  const picture = createRaster(128, 128);
  for (let row = y; row < y + 40; row++) picture.data.fill(200, (row * 128 + x) * 3, (row * 128 + x + 40) * 3);
  return picture;
}

function material(seed: number): Raster {
  const picture = createRaster(128, 128);
  const random = createRandom(seed);
  for (let i = 0; i < picture.data.length; i++) picture.data[i] = 8 * (i % 16) + random.integer(0, 100);
  const blocks = Array.from({ length: 256 }, () => random.integer(0, 120));
  picture.data.forEach((value, i) => {
    const [x, y] = [Math.floor(((i / 3) % 128) / 8), Math.floor(i / 3 / 128 / 8)];
    picture.data[i] = Math.min(255, value / 4 + blocks[y * 16 + x]!);
  });
  return picture;
}

describe('how a run looks at its good parts', () => {
  let dir: string;
  let product: Product;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-view-'));
    product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
  });
  afterEach(async () => {
    product.close();
    await rm(dir, { recursive: true, force: true });
  });

  function kept(pictures: readonly Raster[]): Seen[] {
    const rows = pictures.map((picture, i) => ({ hash: `${i}`.padStart(64, '0'), measures: measurePicture(picture) }));
    saveMeasures(product.db, rows);
    return rows.map(({ hash }, i) => ({ hash, width: pictures[i]!.width, height: pictures[i]!.height }));
  }

  it('is moved where parts lie alike, and not where they lie anywhere, are a material, or nothing is known of them', () => {
    const steady = kept(Array.from({ length: 12 }, (_, i) => partAt(42 + (i % 3), 44)));
    expect(ownMovement(product, steady)).toBe(usualMovement);
    expect(ownMovement(product, kept(Array.from({ length: 12 }, (_, i) => partAt(20 + 4 * i, 44))))).toBe(0);
    expect(ownMovement(product, kept(Array.from({ length: 12 }, (_, i) => material(i))))).toBe(0);
    expect(ownMovement(product, [{ hash: 'f'.repeat(64) }])).toBe(0);
  });

  it('has the shape that most photographs share, and is a square where they share none', () => {
    const long = (count: number): Seen[] =>
      Array.from({ length: count }, (_, i) => ({ hash: `${i}`, width: 512, height: 208 + (i % 2) }));
    const high = (count: number): Seen[] =>
      Array.from({ length: count }, (_, i) => ({ hash: `${i}`, width: 200, height: 500 }));
    expect(workingPicture(product, 384, long(10))).toEqual({ width: 608, height: 256 });
    expect(workingPicture(product, 384, [...long(9), ...high(1)])).toEqual({ width: 608, height: 256 });
    expect(workingPicture(product, 384, [...long(5), ...high(5)])).toEqual({ width: 384, height: 384 });
    expect(workingPicture(product, 384, [])).toEqual({ width: 384, height: 384 });
  });

  it('is the window that leaves as much at each border as parts may move', () => {
    const parts = kept(Array.from({ length: 12 }, () => partAt(42, 44)));
    expect(workingView(product, 128, parts).roi).toEqual(judgedWindow(fullRoi, usualMovement));
  });
});
