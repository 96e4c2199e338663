import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ValueScale } from '#shared/domain/valueScale.ts';
import { decodeImage, isSurelyEightBit, outlinePicture, readSamples, releasePixels } from '#scoring/decode.ts';
import { bmpFile, bmpRows, greyTags, tiffFile } from '../fixtures/pictureFiles.ts';

const decode = (bytes: Uint8Array, scale?: ValueScale): ReturnType<typeof decodeImage> =>
  decodeImage({ bytes, file: 'part' }, scale);
const grey = async (bytes: Uint8Array, scale?: ValueScale): Promise<number[]> =>
  [...(await decode(bytes, scale)).raster.data].filter((_, i) => i % 3 === 0);
const refused = (bytes: Uint8Array, code: string, words: string): Promise<void> =>
  expect(decode(bytes)).rejects.toMatchObject({ code, message: expect.stringContaining(words), file: 'part' });

const [width, height] = [24, 18];
const values = Uint8Array.from({ length: width * height }, (_, i) => (i * 37) % 256);
const noisy = (): ReturnType<typeof sharp> =>
  sharp(
    Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251),
    { raw: { width: 64, height: 64, channels: 3 } },
  );

describe('a TIFF', () => {
  it.each([
    [false, true],
    [false, false],
    [true, true],
    [true, false],
  ])('is read, BigTIFF %s, little-endian %s', async (isBig, isLittle) => {
    const file = tiffFile(values, greyTags(width, height, 8), { isBig, isLittle });
    expect(await grey(file)).toEqual([...values]);
  });

  it.each([
    [50000, 'ZSTD'],
    [50001, 'WebP'],
    [50002, 'JPEG XL'],
    [34887, 'LERC'],
    [34712, 'JPEG 2000'],
    [34925, 'LZMA'],
    [4711, 'number 4711'],
  ])('of compression %i is refused by its name, %s', (code, name) =>
    refused(tiffFile(values, { ...greyTags(width, height, 8), 259: [code] }), 'unsupported-image', name),
  );

  it.each([
    ['LAB', { 262: [8] }],
    ['raw', { 262: [32803] }],
    ['packed to 12 bits', { 258: [12], 266: [2] }],
    ['float64', { 258: [64], 339: [3] }],
    ['int16', { 258: [16], 339: [2] }],
    ['does not explain', { 277: [2] }],
  ])('that holds %s is refused by that name', (name, other) =>
    refused(tiffFile(values, { ...greyTags(width, height, 8), ...other }), 'unsupported-image', name),
  );

  it('of packed values and of halves gives the numbers that they are', async () => {
    const [across, down] = [17, 16]; // rows end within a byte
    const numbers = Array.from({ length: across * down }, (_, i) => (i * 37) % 4096);
    const rows = Array.from({ length: down }, (_, y) => numbers.slice(y * across, (y + 1) * across));
    const bits = rows.map((row) =>
      row
        .map((value) => value.toString(2).padStart(12, '0'))
        .join('')
        .padEnd(208, '0'),
    );
    const packed = Uint8Array.from(bits.join('').match(/.{8}/g)!, (byte) => parseInt(byte, 2));
    const read = await readSamples({ bytes: tiffFile(packed, greyTags(across, down, 12)), file: 'packed.tif' });
    expect([...read.samples.data]).toEqual(numbers);
    expect(read.header.white).toBe(4095);
    const words = Uint16Array.from(numbers, (_, i) => [0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x7c00][i % 6]!);
    const halves = tiffFile(new Uint8Array(words.buffer), greyTags(across, down, 16, 3));
    const { samples, header } = await readSamples({ bytes: halves, file: 'halves.tif' });
    expect([...samples.data.subarray(0, 6)]).toEqual([1, -2, 0.333251953125, 2 ** -24, 65504, Infinity]);
    expect(header.needsRange).toBe(true);
  });

  it('of several strips is refused where one of them lies beyond its end', async () => {
    const strips = { 273: [8, 8 + width * 9], 278: [9], 279: [width * 9, width * 9] };
    const whole = tiffFile(values, { ...greyTags(width, height, 8), ...strips });
    expect(await grey(whole)).toEqual([...values]);
    const moved = tiffFile(values, { ...greyTags(width, height, 8), ...strips, 273: [8, whole.length - 50] });
    await refused(moved, 'unreadable-image', 'cut off');
    const short = tiffFile(values, { ...greyTags(width, height, 8), ...strips, 273: [8], 279: [width * 9] });
    await refused(short, 'unreadable-image', 'cut off');
    for (let bytes = whole.length - 1; bytes > 8; bytes -= 7) {
      await expect(decode(whole.subarray(0, bytes)), String(bytes)).rejects.toMatchObject({ code: 'unreadable-image' });
    }
  });

  it('with tags that a decoder warns of is read all the same', async () => {
    expect(await grey(tiffFile(values, { ...greyTags(width, height, 8), 297: [1], 65000: [1, 2, 3] }))).toEqual([
      ...values,
    ]);
  });

  it('of floats and 32-bit numbers is read with a range alone, the same for every picture', async () => {
    const floats = Float32Array.from(values, (value) => value / 100 - 0.5);
    const file = tiffFile(new Uint8Array(floats.buffer), greyTags(width, height, 32, 3));
    await refused(file, 'unsupported-image', 'no stated range');
    const expected = [...floats].map((v) => (v <= 0 ? 0 : v >= 1 ? 255 : Math.floor(v * 255 + 0.5)));
    expect(await grey(file, { range: [0, 1] })).toEqual(expected);
    floats[3] = Number.NaN;
    floats[4] = Infinity;
    const odd = await grey(tiffFile(new Uint8Array(floats.buffer), greyTags(width, height, 32, 3)), { range: [0, 1] });
    expect(odd.slice(3, 5)).toEqual([0, 255]);
    const whole = Uint32Array.from(values, (value) => value * 16_843_009);
    const wide = tiffFile(new Uint8Array(whole.buffer), greyTags(width, height, 32));
    expect(await grey(wide, { range: [0, 2 ** 32 - 1] })).toEqual([...values]);
  });
});

describe('values of 16 bits', () => {
  const words = Uint16Array.from(values, (value, i) => (i === 0 ? 5000 : value * 16 + 7));
  const file = tiffFile(new Uint8Array(words.buffer), greyTags(width, height, 16));

  it('become bytes by their depth, what lies beyond it white, and it is told', async () => {
    const decoded = await decode(file, { depth: 12 });
    expect([...decoded.raster.data].filter((_, i) => i % 3 === 0)).toEqual([255, ...values.slice(1)]);
    expect(decoded).toMatchObject({ bits: 16, overflows: true });
    expect(await decode(file)).toMatchObject({ overflows: false });
    expect(await grey(file)).toEqual([...words].map((value) => value >> 8));
  });

  it('become bytes by a range', async () => {
    const expected = [...words].map((v) => Math.max(0, Math.min(255, Math.floor(((v - 1000) * 255) / 2000 + 0.5))));
    expect(await grey(file, { range: [1000, 3000] })).toEqual(expected);
  });

  it('leave files of 8 bits as they are', async () => {
    const plain = tiffFile(values, greyTags(width, height, 8));
    expect(await grey(plain, { depth: 12 })).toEqual([...values]);
    expect(await grey(plain, { range: [0, 1] })).toEqual([...values]);
  });
});

describe('a JPEG', () => {
  it('whose data ends early is refused though an end mark stands there, progressive ones too', async () => {
    for (const progressive of [false, true]) {
      const whole = await noisy().jpeg({ progressive, mozjpeg: false }).toBuffer();
      const cut = Buffer.concat([whole.subarray(0, whole.length >> 1), Buffer.from([0xff, 0xd9])]);
      await refused(cut, 'unreadable-image', 'The image');
    }
  });

  it('that claims far more pixels than it holds is refused before it is decoded', async () => {
    const bytes = Buffer.from(await noisy().jpeg().toBuffer());
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes.writeUInt16BE(9990, frame + 5);
    bytes.writeUInt16BE(9990, frame + 7);
    await refused(bytes, 'unreadable-image', 'less data than its size');
  });

  it('with bytes between its segments and after its end is read as without', async () => {
    const bytes = await noisy().jpeg().toBuffer();
    const tables = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    const odd = Buffer.concat([
      bytes.subarray(0, tables),
      Buffer.from([0, 7, 255, 0, 9]),
      bytes.subarray(tables),
      Buffer.alloc(99),
    ]);
    expect([...(await decode(odd)).raster.data]).toEqual([...(await decode(bytes)).raster.data]);
  });
});

describe('a PNG', () => {
  it('is refused for a wrong check sum, and where it is animated', async () => {
    const bytes = await noisy().png().toBuffer();
    const damaged = Buffer.from(bytes);
    damaged[bytes.length - 20]! ^= 1;
    await refused(damaged, 'unreadable-image', 'check sum');
    const content = Buffer.from('acTL\0\0\0\x02\0\0\0\0', 'latin1');
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(content));
    const animated = Buffer.concat([
      bytes.subarray(0, 33),
      Buffer.from([0, 0, 0, 8]),
      content,
      sum,
      bytes.subarray(33),
    ]);
    await refused(animated, 'unsupported-image', 'animated');
  });
});

describe('the pixels of a picture', () => {
  it('are given back, but for those that share their memory', async () => {
    const { raster } = await decode(await noisy().jpeg().toBuffer());
    expect(raster.data.length).toBe(raster.width * raster.height * 3);
    releasePixels(raster);
    expect(raster.data.length).toBe(0);
    const all = new Uint8Array(100).fill(7);
    releasePixels({ width: 4, height: 4, data: all.subarray(0, 48) });
    expect(all.every((value) => value === 7)).toBe(true);
  });
});

describe('a format that is not read', () => {
  it.each([
    ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1')],
    ['JPEG 2000', Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1')],
    ['JPEG XL', Buffer.from('\xff\x0a\0\0', 'latin1')],
    ['SVG', Buffer.from('<?xml version="1.0"?>\n<svg xmlns="x"/>')],
    ['PDF', Buffer.from('%PDF-1.7')],
    ['DICOM', Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')])],
    ['Photoshop', Buffer.from('8BPS\0\x01')],
    ['PAM', Buffer.from('P7\nWIDTH 2')],
  ])('is named: %s', (name, bytes) => refused(bytes, 'unsupported-image', name));

  it.skipIf(process.platform === 'win32')('is a pipe, a folder or a device, none of which is opened', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-reading-'));
    execFileSync('mkfifo', [join(dir, 'pipe.png')]);
    await expect(decodeImage(join(dir, 'pipe.png'))).rejects.toMatchObject({ code: 'unsupported-image' });
    await expect(decodeImage(dir)).rejects.toMatchObject({ message: expect.stringContaining('a folder') });
    await expect(decodeImage('/dev/null')).rejects.toMatchObject({ message: expect.stringContaining('a device') });
    expect(await outlinePicture(join(dir, 'pipe.png'))).toEqual({ decodedBytes: 0, whole: null });
    await rm(dir, { recursive: true });
  });
});

describe('a Windows bitmap', () => {
  const palette = (count: number): number[][] =>
    Array.from({ length: count }, (_, i) => [(i * 53) % 256, (i * 91) % 256, (i * 7) % 256]);

  it('of 1, 4 and 8 bits gives the colours of its palette, every header and size', async () => {
    const any = fc.record({
      bits: fc.constantFrom(1, 4, 8),
      header: fc.constantFrom(12, 40, 108, 124),
      wide: fc.integer({ min: 16, max: 41 }),
      high: fc.integer({ min: 16, max: 21 }),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ bits, header, wide, high }) => {
        const colours = palette(2 ** bits);
        const index = (x: number, y: number): number => (x * 3 + y * 7) % 2 ** bits;
        const file = bmpFile(wide, high, bmpRows(wide, high, bits, index), { bits, header, palette: colours });
        const { raster } = await decode(file);
        const expected = Array.from({ length: wide * high }, (_, i) => colours[index(i % wide, Math.floor(i / wide))]!);
        expect([...raster.data]).toEqual(expected.flat());
      }),
      { numRuns: 40 },
    );
  });

  it('of 24 and 32 bits gives its colours, bottom-up and top-down', async () => {
    const colour = (x: number, y: number): number => (x * 5) | ((y * 11) << 8) | (((x + y) % 256) << 16);
    for (const bits of [24, 32]) {
      const stored = bmpRows(width, height, bits, colour);
      const { raster } = await decode(bmpFile(width, height, stored, { bits }));
      expect([...raster.data.subarray(0, 6)]).toEqual([0, 0, 0, 1, 0, 5]);
      const turned = (await decode(bmpFile(width, height, stored, { bits, isTopDown: true }))).raster.data;
      expect([...turned.subarray(0, 3)]).toEqual([height - 1, (height - 1) * 11, 0]);
    }
  });

  it('with masks gives 5 and 6 bits as eighths of 255, and alpha over white; an alpha that is 0 all over is none', async () => {
    const stored = bmpRows(width, height, 16, () => (31 << 11) | (32 << 5) | 1);
    const masked = await decode(
      bmpFile(width, height, stored, { bits: 16, compression: 3, masks: [0xf800, 0x7e0, 0x1f] }),
    );
    expect([...masked.raster.data.subarray(0, 3)]).toEqual([255, Math.floor((32 * 255) / 63), 8]);
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const options = { bits: 32, header: 124, compression: 3, masks };
    const clear = await decode(
      bmpFile(
        width,
        height,
        bmpRows(width, height, 32, () => 0x64_0a141e),
        options,
      ),
    );
    expect([...clear.raster.data.subarray(0, 3)]).toEqual(
      [10, 20, 30].map((value) => Math.floor((value * 100 + 255 * 155 + 127) / 255)),
    );
    const none = await decode(
      bmpFile(
        width,
        height,
        bmpRows(width, height, 32, () => 0x0a141e),
        options,
      ),
    );
    expect([...none.raster.data.subarray(0, 3)]).toEqual([10, 20, 30]);
  });

  it('of run lengths gives its rows, jumps and literals', async () => {
    const row = [4, 1, 0, 3, 2, 3, 2, 0, 9, 0, 0, 0]; // four of 1, three literals, nine of 0
    const runs = Uint8Array.from([...Array.from({ length: 16 }, () => row).flat(), 0, 1]);
    const file = bmpFile(16, 16, runs, { bits: 8, compression: 1, palette: palette(4) });
    const { raster } = await decode(file);
    const first = [1, 1, 1, 1, 2, 3, 2, ...Array<number>(9).fill(0)].map((index) => palette(4)[index]!);
    expect([...raster.data.subarray(0, 48)]).toEqual(first.flat());
    await refused(file.subarray(0, file.length - 30), 'unreadable-image', 'cut off');
  });

  it('that is cut off is refused', () =>
    refused(
      bmpFile(
        width,
        height,
        bmpRows(width, height, 24, () => 5),
        { bits: 24 },
      ).subarray(0, 900),
      'unreadable-image',
      'cut off',
    ));
});

describe('PBM, PGM and PPM', () => {
  it('give their values, as text and binary, with comments', async () => {
    const text = `P2 # camera 3\n${width}\n# and more\n${height} 255\n${[...values].join(' ')}`;
    expect(await grey(Buffer.from(text))).toEqual([...values]);
    const head = Buffer.from(`P5\n${width} ${height}\n255\n`);
    expect(await grey(Buffer.concat([head, values]))).toEqual([...values]);
    const colour = Buffer.concat([
      Buffer.from(`P6 ${width / 3} 18 255\n`.replace('8 18', '8 54')),
      values,
      values,
      values,
    ]);
    await refused(colour, 'image-too-small', '8 × 54');
    const low = Buffer.from(`P5 ${width} ${height} 15\n`);
    const levels = values.map((value) => value >> 4);
    expect(await grey(Buffer.concat([low, levels]))).toEqual([...levels].map((value) => value * 17));
  });

  it('of bits are black where they are set', async () => {
    const bits = Array.from({ length: 16 * 16 }, (_, i) => (i * 5) % 3 === 0);
    const text = `P1\n16 16\n${bits.map(Number).join('')}\n`;
    expect(await grey(Buffer.from(text))).toEqual(bits.map((bit) => (bit ? 0 : 255)));
    const packed = Buffer.alloc(32);
    bits.forEach((bit, i) => (packed[i >> 3]! |= Number(bit) << (7 - (i & 7))));
    expect(await grey(Buffer.concat([Buffer.from('P4 16 16\n'), packed]))).toEqual(bits.map((bit) => (bit ? 0 : 255)));
  });

  it('of more than 8 bits are like any 16-bit file, and cut-off ones refused', async () => {
    const words = Buffer.alloc(values.length * 2);
    values.forEach((value, i) => words.writeUInt16BE(value * 16, i * 2));
    const file = Buffer.concat([Buffer.from(`P5 ${width} ${height} 4095\n`), words]);
    expect(await grey(file, { depth: 12 })).toEqual([...values]);
    await refused(file.subarray(0, file.length - 1), 'unreadable-image', 'cut off');
    await refused(Buffer.from(`P2 ${width} ${height} 9 1 2 3`), 'unreadable-image', 'cut off');
  });
});

describe('what the beginning of a file says of it', () => {
  const [w, h] = [70, 50];
  const picture = (channels: 1 | 3 | 4): ReturnType<typeof sharp> => {
    const pixels = Uint8Array.from({ length: w * h * channels }, (_, i) => (i * 7919) % 251);
    return sharp(pixels, { raw: { width: w, height: h, channels } });
  };
  const wide = sharp(
    Uint16Array.from({ length: w * h * 3 }, (_, i) => (i * 7919) % 65521),
    {
      raw: { width: w, height: h, channels: 3 },
    },
  ).toColourspace('rgb16');
  const exif = { exif: { IFD0: { ImageDescription: 'x'.repeat(40_000) } } };

  it.each<[string, ReturnType<typeof sharp>, valueBytes: number, isEight: boolean]>([
    ['a JPEG', picture(3).jpeg(), 3, true],
    ['a grey JPEG', picture(1).toColourspace('b-w').jpeg(), 1, true],
    ['a progressive JPEG', picture(3).jpeg({ progressive: true }), 3, true],
    ['a CMYK JPEG', picture(3).toColourspace('cmyk').jpeg(), 4, true],
    ['a JPEG with a long header', picture(3).withMetadata(exif).jpeg(), 3, true],
    ['a PNG', picture(3).png(), 3, true],
    ['a grey PNG', picture(1).toColourspace('b-w').png(), 1, true],
    ['a PNG with alpha', picture(4).png(), 4, true],
    ['a PNG of 16 bits', wide.clone().png(), 6, false],
    ['a WebP', picture(3).webp(), 3, true],
    ['a TIFF', picture(3).tiff({ compression: 'none' }), 3, false],
    ['a TIFF of 16 bits', wide.clone().tiff({ compression: 'none' }), 6, false],
  ])('is how many bytes %s takes, and whether it may be deeper than 8 bits', async (_, image, valueBytes, isEight) => {
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-reading-'));
    const file = join(dir, 'part');
    const bytes = await image.toBuffer();
    await writeFile(file, bytes);
    const { decodedBytes, whole } = await outlinePicture(file);
    expect(whole).toEqual(bytes.length <= 2 ** 20 ? bytes : null);
    expect(decodedBytes).toBe(bytes.length + w * h * (valueBytes + 3));
    expect(await isSurelyEightBit(file)).toBe(isEight);
    await rm(dir, { recursive: true });
  });

  it('is not all of a large file', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-reading-'));
    const file = join(dir, 'part.bmp');
    const bytes = bmpFile(800, 500, new Uint8Array(800 * 500 * 3), { bits: 24 });
    await writeFile(file, bytes);
    expect(bytes.length).toBeGreaterThan(2 ** 20);
    expect(await outlinePicture(file)).toEqual({ decodedBytes: bytes.length + 800 * 500 * 7, whole: null });
    await rm(dir, { recursive: true });
  });

  it('is nothing where there is none', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-reading-'));
    const file = join(dir, 'part.jpg');
    const bytes = await picture(3).jpeg().toBuffer();
    for (const length of [0, 3, 20, 100]) {
      await writeFile(file, bytes.subarray(0, length));
      expect((await outlinePicture(file)).decodedBytes, `${length} bytes`).toBeLessThan(8 * 100 + w * h * 6);
    }
    expect(await isSurelyEightBit(join(dir, 'none.png'))).toBe(false);
    await rm(dir, { recursive: true });
  });
});
