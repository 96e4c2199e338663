import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '#scoring/decode.ts';

const side = 20;
const raw = (channels: 1 | 2 | 3 | 4) => ({ raw: { width: side, height: side, channels } }) as const;
const filled = (...pixel: number[]): Uint8Array =>
  Uint8Array.from({ length: side * side * pixel.length }, (_, i) => pixel[i % pixel.length]!);

const frame = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 32, height: 32, channels: 3, background } })
    .png()
    .toBuffer();
const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length >> 1);

describe('decoding, as studio, scoring and every client do it', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-decode-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  async function saved(name: string, bytes: Uint8Array | string): Promise<string> {
    const file = join(dir, name);
    await writeFile(file, bytes);
    return file;
  }
  const firstPixel = async (file: string): Promise<number[]> => [
    ...(await decodeImage(file)).raster.data.subarray(0, 3),
  ];

  it('takes 16-bit grey and colour as value >> 8', async () => {
    const wide = (pixel: number[]): Uint16Array =>
      Uint16Array.from({ length: side * side * pixel.length }, (_, i) => pixel[i % pixel.length]!);
    const grey = await sharp(wide([0x12ff]), raw(1))
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect(await firstPixel(await saved('grey16.png', grey))).toEqual([0x12, 0x12, 0x12]);
    const colour = await sharp(wide([0x12ff, 0x8000, 0xfe01]), raw(3))
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect(await firstPixel(await saved('rgb16.png', colour))).toEqual([0x12, 0x80, 0xfe]);
  });

  it('repeats grey and lays alpha over white in whole numbers', async () => {
    const grey = await sharp(filled(77), raw(1)).toColourspace('b-w').png().toBuffer();
    expect(await firstPixel(await saved('grey.png', grey))).toEqual([77, 77, 77]);
    const alpha = await sharp(filled(10, 20, 30, 100), raw(4))
      .png()
      .toBuffer();
    const over = (value: number): number => Math.floor((value * 100 + 255 * 155 + 127) / 255);
    expect(await firstPixel(await saved('alpha.png', alpha))).toEqual([10, 20, 30].map(over));
  });

  it('turns a picture upright by its EXIF orientation', async () => {
    const left = Uint8Array.from({ length: 40 * 20 * 3 }, (_, i) => (Math.floor(i / 3) % 40 < 20 ? 250 : 5));
    const turned = await sharp(left, { raw: { width: 40, height: 20, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toBuffer();
    const { raster } = await decodeImage(await saved('turned.jpg', turned));
    expect([raster.width, raster.height]).toEqual([20, 40]);
    expect(raster.data[0]).toBeGreaterThan(230); // the left half is now the upper one
    expect(raster.data.at(-1)).toBeLessThan(30);
  });

  it('reads CMYK as colour, and content whatever the extension says', async () => {
    const cmyk = await sharp(filled(200, 40, 40), raw(3))
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    const [red, green] = await firstPixel(await saved('cmyk.jpg', cmyk));
    expect(red).toBeGreaterThan(green! + 50);
    const png = await sharp(filled(1, 2, 3), raw(3))
      .png()
      .toBuffer();
    expect(await firstPixel(await saved('really-png.jpg', png))).toEqual([1, 2, 3]);
  });

  it('reads a picture 30,000 pixels wide', async () => {
    const wide = await sharp({ create: { width: 30_000, height: 20, channels: 3, background: '#456' } })
      .png()
      .toBuffer();
    expect((await decodeImage(await saved('wide.png', wide))).raster.width).toBe(30_000);
  });

  it.each([
    ['an empty file', 'empty.png', 'unreadable-image', () => new Uint8Array()],
    ['text with a picture name', 'text.png', 'unreadable-image', () => 'not a picture'],
    ['a truncated JPEG', 'cut.jpg', 'unreadable-image', async () => half(await noisy().jpeg().toBuffer())],
    ['a truncated PNG', 'cut.png', 'unreadable-image', async () => half(await noisy().png().toBuffer())],
    [
      'one pixel',
      'dot.png',
      'image-too-small',
      () =>
        sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
          .png()
          .toBuffer(),
    ],
    [
      'a drawing',
      'drawing.png',
      'unsupported-image',
      () => '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="9" height="9"/></svg>',
    ],
    [
      'an animation',
      'moving.gif',
      'unsupported-image',
      async () =>
        sharp([await frame('#f00'), await frame('#00f')], { join: { animated: true } })
          .gif()
          .toBuffer(),
    ],
    [
      'a bomb',
      'bomb.png',
      'image-too-large',
      () =>
        sharp({ create: { width: 20_000, height: 20_000, channels: 3, background: '#000' }, limitInputPixels: false })
          .png()
          .toBuffer(),
    ],
  ])('refuses %s with code, file and what to do', async (_what, name, code, make) => {
    const file = await saved(name, await make());
    await expect(decodeImage(file)).rejects.toMatchObject({ code, file, hint: expect.any(String) });
  });

  it('says which file is not there', async () => {
    await expect(decodeImage(join(dir, 'nowhere.png'))).rejects.toMatchObject({ code: 'not-found' });
  });

  function noisy(): ReturnType<typeof sharp> {
    return sharp(
      Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251),
      { raw: { width: 64, height: 64, channels: 3 } },
    );
  }
});
