import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Manifest, scaleFields, scaleOf } from '#shared/domain/manifest.ts';
import type { ValueScale } from '#shared/domain/valueScale.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { listAudit } from '#studio/store/records.ts';
import { readScale } from '#studio/store/settings.ts';
import { greyTags, tiffFile } from '../fixtures/pictureFiles.ts';

let dir = '';
let product: Product;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-depth-'));
  product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
});
afterEach(async () => {
  product.close();
  await rm(dir, { recursive: true, force: true });
});

async function wide(path: string, largest: number): Promise<void> {
  const file = join(dir, path);
  await mkdir(join(file, '..'), { recursive: true });
  const values = Uint16Array.from({ length: 20 * 20 }, (_, i) =>
    i === 7 ? largest : (i * 13) % Math.min(largest, 900),
  );
  await sharp(values, { raw: { width: 20, height: 20, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toFile(file);
}
const run = (folder: string, scale?: ValueScale | 'auto') => importFolder(product, join(dir, folder), { scale });

describe('the depth of 16-bit files', () => {
  it.each([
    [200, 8],
    [1023, 10],
    [3900, 12],
    [16_383, 14],
    [16_384, 16],
    [65_535, 16],
  ])('with a largest value of %i is found as %i bits, and said where it is not 16', async (largest, depth) => {
    await wide('good/a.png', largest - 1);
    await wide('good/b.png', largest);
    const { warnings } = await run('good');
    expect(readScale(product.db)).toEqual({ depth });
    expect(warnings.some((warning) => warning.includes(`up to ${largest} `))).toBe(depth < 16);
    expect(listAudit(product.db).filter(({ what }) => what === 'depth')).toHaveLength(1);
  });

  it('stays, and what lies beyond it later is named', async () => {
    await wide('good/a.png', 4000);
    await run('good');
    await wide('more/b.png', 60_000);
    const { warnings } = await run('more', 'auto');
    expect(readScale(product.db)).toEqual({ depth: 12 });
    expect(warnings.join()).toContain('1 picture has values beyond 12 bits');
  });

  it('can be stated once; another one later is refused with what to do', async () => {
    await wide('good/a.png', 4000);
    await run('good', { depth: 16 });
    expect(readScale(product.db)).toEqual({ depth: 16 });
    await run('good', { depth: 16 });
    await expect(run('good', { depth: 12 })).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('new product'),
    });
  });

  it('is found where one file of hundreds has more than 8 bits', async () => {
    await mkdir(join(dir, 'good'));
    for (let i = 0; i < 210; i++) {
      const background = { r: i, g: 60, b: 70 };
      await sharp({ create: { width: 8, height: 8, channels: 3, background } }).toFile(join(dir, `good/${i}.png`));
    }
    await wide('good/209.png', 4000);
    await run('good');
    expect(readScale(product.db)).toEqual({ depth: 12 });
  });

  it('is nothing that files of 8 bits settle', async () => {
    await mkdir(join(dir, 'good'));
    await sharp({ create: { width: 20, height: 20, channels: 3, background: '#345' } }).toFile(join(dir, 'good/a.png'));
    await run('good');
    expect(listAudit(product.db).filter(({ what }) => what === 'depth')).toEqual([]);
    await wide('deep/b.png', 4000);
    await run('deep', { depth: 14 });
    expect(readScale(product.db)).toEqual({ depth: 14 });
  });

  it('of a PGM is the white that it names', async () => {
    await mkdir(join(dir, 'good'));
    const text = `P2 20 20 4095 ${Array.from({ length: 400 }, (_, i) => i).join(' ')}`;
    await writeFile(join(dir, 'good/a.pgm'), text);
    await run('good');
    expect(readScale(product.db)).toEqual({ depth: 12 });
  });
});

describe('a range', () => {
  it('is needed for float files, and holds for later imports', async () => {
    await mkdir(join(dir, 'good'));
    const floats = Float32Array.from({ length: 400 }, (_, i) => i / 400);
    await writeFile(join(dir, 'good/a.tif'), tiffFile(new Uint8Array(floats.buffer), greyTags(20, 20, 32, 3)));
    await expect(run('good')).rejects.toMatchObject({ hint: expect.stringContaining('--range') });
    expect((await run('good', { range: [0, 1] })).added).toBe(1);
    floats[0] = 0.5;
    await writeFile(join(dir, 'good/b.tif'), tiffFile(new Uint8Array(floats.buffer), greyTags(20, 20, 32, 3)));
    expect(await run('good')).toMatchObject({ added: 1, refused: [] });
  });
});

it('a manifest carries it and gives it back', () => {
  for (const scale of [{ depth: 16 }, { depth: 12 }, { range: [0, 1] as [number, number] }]) {
    expect(scaleOf(scaleFields(scale) as Manifest['input'])).toEqual(scale);
  }
});
