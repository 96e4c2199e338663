import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
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

/** A PNG whose header promises a size that its pixels do not keep. */
function pngClaiming(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const pixels = chunk('IDAT', deflateSync(Buffer.alloc(16)));
  return Buffer.concat([signature, chunk('IHDR', header), pixels, chunk('IEND', Buffer.alloc(0))]);
}

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
    ['a bomb', 'bomb.png', 'image-too-large', () => pngClaiming(20_000, 20_000)],
  ])('refuses %s with code, file and what to do', async (_what, name, code, make) => {
    const file = await saved(name, await make());
    await expect(decodeImage(file)).rejects.toMatchObject({ code, file, hint: expect.any(String) });
  });

  it('says which file is not there', async () => {
    await expect(decodeImage(join(dir, 'nowhere.png'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('reads grey with alpha, and 16-bit with alpha, by the same whole numbers', async () => {
    const over = (value: number, alpha: number): number =>
      Math.floor((value * alpha + 255 * (255 - alpha) + 127) / 255);
    const grey = await sharp(filled(40, 200), raw(2)).toColourspace('b-w').png().toBuffer();
    expect(await firstPixel(await saved('grey-alpha.png', grey))).toEqual(Array(3).fill(over(40, 200)));
    const wide = Uint16Array.from({ length: side * side * 4 }, (_, i) => [0x28ff, 0x6401, 0xc880, 0x7fff][i % 4]!);
    const colour = await sharp(wide, raw(4)).toColourspace('rgb16').png().toBuffer();
    expect(await firstPixel(await saved('wide-alpha.png', colour))).toEqual(
      [0x28, 0x64, 0xc8].map((v) => over(v, 0x7f)),
    );
  });

  it('keeps every pixel in its place, and says format and depth of the file', async () => {
    const pixels = Uint8Array.from({ length: 24 * 17 * 3 }, (_, i) => (i * 31) % 256);
    const raster = { width: 24, height: 17, data: pixels };
    const picture = sharp(pixels, { raw: { width: 24, height: 17, channels: 3 } });
    const bytes = await picture.png().toBuffer();
    const decoded = await decodeImage({ bytes, file: 'memory.png' });
    expect(decoded).toMatchObject({ bits: 8, format: 'png' });
    expect({ ...decoded.raster, data: Uint8Array.from(decoded.raster.data) }).toEqual(raster);
    const grey = pixels.subarray(0, 24 * 17);
    const wide = await sharp(
      Uint16Array.from(grey, (value) => value * 256 + 255),
      { raw: { width: 24, height: 17, channels: 1 } },
    )
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const deep = await decodeImage({ bytes: wide, file: 'deep.png' });
    expect(deep).toMatchObject({ bits: 16, format: 'png' });
    expect([...deep.raster.data]).toEqual([...grey].flatMap((value) => [value, value, value]));
  });

  it('takes a PNG with bytes after its end, and pictures of just the smallest side', async () => {
    const small = { create: { width: 16, height: 40, channels: 3 as const, background: '#123456' } };
    const bytes = Buffer.concat([await sharp(small).png().toBuffer(), Buffer.alloc(2000)]);
    expect((await decodeImage(await saved('tail.png', bytes))).raster).toMatchObject({ width: 16, height: 40 });
    for (const [width, height] of [
      [15, 40],
      [40, 15],
    ]) {
      const tiny = await sharp({ create: { ...small.create, width: width!, height: height! } })
        .png()
        .toBuffer();
      const read = decodeImage(await saved('tiny.png', tiny));
      await expect(read).rejects.toMatchObject({
        code: 'image-too-small',
        message: expect.stringContaining(`${width} × ${height}`),
      });
    }
  });

  it.each([
    ['a side of 32,768 pixels', 32_768, 20],
    ['a side of 32,768 pixels upright', 20, 32_768],
    ['more than 100 megapixels', 10_001, 10_000],
  ])('refuses %s before it reads a pixel', async (_what, width, height) => {
    const read = decodeImage({ bytes: pngClaiming(width, height), file: 'large.png' });
    await expect(read).rejects.toMatchObject({ code: 'image-too-large', file: 'large.png' });
  });

  it('takes a side of 32,767 pixels for what it is', async () => {
    const read = decodeImage({ bytes: pngClaiming(32_767, 20), file: 'cut.png' });
    await expect(read).rejects.toMatchObject({ code: 'unreadable-image' });
  });

  it('refuses a file of more than 512 MB by its size alone', async () => {
    const file = await saved('huge.png', '');
    await truncate(file, 512 * 2 ** 20 + 1);
    const read = decodeImage(file);
    await expect(read).rejects.toMatchObject({
      code: 'image-too-large',
      file,
      message: expect.stringContaining('512 MB'),
    });
    await rm(file);
  });

  function noisy(): ReturnType<typeof sharp> {
    return sharp(
      Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251),
      { raw: { width: 64, height: 64, channels: 3 } },
    );
  }
});
