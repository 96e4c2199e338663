import { execFileSync, spawnSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ValueScale } from '#shared/domain/valueScale.ts';
import { decodeImage } from '#scoring/decode.ts';
import { sha256 } from '#scoring/files.ts';
import { fixturePackage, greyRaster, withFolder } from '../../fixtures/package.ts';
import { bmpFile, bmpRows, greyTags, tiffFile } from '../../fixtures/pictureFiles.ts';
import { testPython } from '../../fixtures/python.ts';

/** Sum of the bytes that a client makes of a file, or `refused`. */
type Reading = string;

const { width, height, data } = greyRaster(140, 90, 70);
const colour = Uint8Array.from(data, (value, i) => (i % 3 === 0 ? Math.min(255, value + 40) : value));
const grey = Uint8Array.from({ length: width * height }, (_, i) => data[i * 3]!);
const raw = (bytes: Uint8Array | Uint16Array, channels: 1 | 2 | 3 | 4): Sharp =>
  sharp(bytes, { raw: { width, height, channels } });
const words = (bytes: Uint8Array): Uint16Array => Uint16Array.from(bytes, (value, i) => value * 16 + (i % 16));
const withAlpha = (bytes: Uint8Array, channels: number): Uint8Array =>
  Uint8Array.from({ length: width * height * (channels + 1) }, (_, i) => {
    const [pixel, c] = [Math.floor(i / (channels + 1)), i % (channels + 1)];
    return c === channels ? (pixel * 7) % 256 : bytes[pixel * channels + c]!;
  });
const fromWords = (values: Uint16Array): Uint8Array => new Uint8Array(values.buffer);
const text = (head: string, body: Uint8Array): Buffer => Buffer.concat([Buffer.from(head), body]);
const bigEndian = (values: Uint16Array): Uint8Array => new Uint8Array(Buffer.from(fromWords(values)).swap16());
/** Rows of values of so many bits, without gaps, the highest bit first. */
function packed(bytes: Uint8Array, bits: number): Uint8Array {
  const across = bytes.length / height;
  const rowBytes = Math.ceil((across * bits) / 8);
  const file = new Uint8Array(rowBytes * height);
  bytes.forEach((byte, i) => {
    const value = byte * 2 ** (bits - 8) + (i % 4);
    for (let bit = 0; bit < bits; bit++) {
      const at = (i % across) * bits + bit;
      if ((value >> (bits - 1 - bit)) & 1) file[Math.floor(i / across) * rowBytes + (at >> 3)]! |= 128 >> (at & 7);
    }
  });
  return file;
}
/** Halves of 0 to 2.5 and, first of all, what is no number, without end, below none and next to it. */
function halves(bytes: Uint8Array): Uint16Array {
  const odd = [0x7e00, 0x7c00, 0xfc00, 0x0001, 0x8001, 0x3c00];
  return Uint16Array.from(bytes, (value, i) => odd[i] ?? (14 << 10) + value * 8);
}
/** What TIFFs of deeper values bear the strips of a file of their bytes in grey, which a library has compressed. */
async function compressed(rows: Uint8Array, values: Record<number, number>): Promise<Buffer> {
  const bytes = sharp(rows, { raw: { width: rows.length / height, height, channels: 1 } }).toColourspace('b-w');
  const file = await bytes.tiff({ compression: 'lzw', predictor: 'none' }).toBuffer();
  const at = file.readUInt32LE(4);
  for (let entry = at + 2; entry < at + 2 + 12 * file.readUInt16LE(at); entry += 12) {
    const value = values[file.readUInt16LE(entry)];
    if (value === undefined) continue;
    if (file.readUInt16LE(entry + 2) === 3) file.writeUInt16LE(value, entry + 8);
    else file.writeUInt32LE(value, entry + 8);
  }
  return file;
}
const rgbTags = (bits: number) => ({ ...greyTags(width, height, bits), 262: [2], 277: [3], 258: [bits, bits, bits] });
const inks = Uint16Array.from({ length: width * height * 4 }, (_, i) => (i * 7919) % 65536);
const inkTags = { ...greyTags(width, height, 16), 262: [5], 277: [4], 258: [16, 16, 16, 16] };

const palette = Array.from({ length: 256 }, (_, i) => [i, 255 - i, (i * 3) % 256]);

/** Files that every client reads. */
async function readFiles(): Promise<Record<string, Uint8Array>> {
  const wide = (values: Uint16Array, channels: 1 | 2 | 3 | 4): Sharp =>
    raw(values, channels).toColourspace(channels < 3 ? 'grey16' : 'rgb16');
  const jpeg = raw(colour, 3).jpeg({ quality: 90 });
  const files: Record<string, Sharp | Uint8Array> = {
    'grey.png': raw(grey, 1).toColourspace('b-w').png(),
    'colour.png': raw(colour, 3).png(),
    'grey16.png': wide(words(grey), 1).png(),
    'colour16.png': wide(words(colour), 3).png(),
    'grey-alpha.png': raw(withAlpha(grey, 1), 2).toColourspace('b-w').png(),
    'colour-alpha.png': raw(withAlpha(colour, 3), 4).png(),
    'grey-alpha16.png': wide(words(withAlpha(grey, 1)), 2).png(),
    'colour-alpha16.png': wide(words(withAlpha(colour, 3)), 4).png(),
    'palette.png': raw(colour, 3).png({ palette: true, colours: 16 }),
    'palette-alpha.png': raw(withAlpha(colour, 3), 4).png({ palette: true, colours: 16 }),
    'bits.png': raw(grey, 1).threshold(140).toColourspace('b-w').png({ palette: true, colours: 2 }),
    'profile.png': raw(colour, 3).withIccProfile('p3').png(),
    'colour.jpg': jpeg,
    'grey.jpg': raw(grey, 1).toColourspace('b-w').jpeg(),
    'progressive.jpg': raw(colour, 3).jpeg({ progressive: true }),
    'cmyk.jpg': raw(colour, 3).toColourspace('cmyk').jpeg({ quality: 95 }),
    'lossless.webp': raw(colour, 3).webp({ lossless: true }),
    'lossy.webp': raw(colour, 3).webp({ quality: 85 }),
    'colour.gif': raw(colour, 3).gif({ colours: 64 }),
    'plain.tif': raw(colour, 3).tiff({ compression: 'none' }),
    'lzw.tif': raw(colour, 3).tiff({ compression: 'lzw', predictor: 'horizontal' }),
    'deflate.tif': raw(colour, 3).tiff({ compression: 'deflate' }),
    'tiled.tif': raw(colour, 3).tiff({ compression: 'lzw', tile: true, tileWidth: 32, tileHeight: 32 }),
    'colour16.tif': wide(words(colour), 3).tiff({ compression: 'lzw' }),
    'alpha.tif': raw(withAlpha(colour, 3), 4).tiff({ compression: 'lzw' }),
    'big.tif': tiffFile(grey, greyTags(width, height, 8), { isBig: true }),
    'motorola.tif': tiffFile(bigEndian(words(grey)), greyTags(width, height, 16), { isLittle: false }),
    'inverted.tif': tiffFile(grey, { ...greyTags(width, height, 8), 262: [0] }),
    'float.tif': tiffFile(
      new Uint8Array(Float32Array.from(grey, (value) => value / 100).buffer),
      greyTags(width, height, 32, 3),
    ),
    'float16.tif': tiffFile(fromWords(halves(grey)), greyTags(width, height, 16, 3)),
    'float16-motorola.tif': tiffFile(bigEndian(halves(grey)), greyTags(width, height, 16, 3), { isLittle: false }),
    'packed10.tif': tiffFile(packed(grey, 10), greyTags(width, height, 10)),
    'packed12.tif': tiffFile(packed(grey, 12), greyTags(width, height, 12), { isLittle: false }),
    'packed14.tif': tiffFile(packed(grey, 14), { ...greyTags(width, height, 14), 262: [0] }),
    'packed12-lzw.tif': await compressed(packed(grey, 12), { 256: width, 258: 12 }),
    'packed10-deflate.tif': tiffFile(
      deflateSync(packed(grey, 10)),
      { ...greyTags(width, height, 10), 259: [8] },
      { isBig: true },
    ),
    'packed12-colour.tif': tiffFile(packed(colour, 12), rgbTags(12)),
    'packed14-colour-lzw.tif': await compressed(packed(colour, 14), { 256: width, 258: 14, 262: 2, 277: 3 }),
    'float16-deflate.tif': tiffFile(
      deflateSync(bigEndian(halves(grey))),
      { ...greyTags(width, height, 16, 3), 259: [32946] },
      { isLittle: false },
    ),
    'cmyk16.tif': tiffFile(fromWords(inks), inkTags),
    'cmyk16-motorola.tif': tiffFile(bigEndian(inks), inkTags, { isLittle: false }),
    'cmyk16-deflate.tif': tiffFile(deflateSync(fromWords(inks)), { ...inkTags, 259: [8] }),
    'palette.bmp': bmpFile(
      width,
      height,
      bmpRows(width, height, 8, (x, y) => grey[y * width + x]!),
      { bits: 8, palette },
    ),
    'bits.bmp': bmpFile(
      width,
      height,
      bmpRows(width, height, 1, (x, y) => (x ^ y) & 1),
      { bits: 1, palette: palette.slice(9, 11) },
    ),
    'colour.bmp': bmpFile(
      width,
      height,
      bmpRows(width, height, 24, (x, y) => (x * 3) | (y << 10) | (y << 17)),
      { bits: 24 },
    ),
    'masked.bmp': bmpFile(
      width,
      height,
      bmpRows(width, height, 16, (x, y) => x * 400 + y),
      {
        ...{ bits: 16, compression: 3, masks: [0xf800, 0x7e0, 0x1f], isTopDown: true },
      },
    ),
    'alpha.bmp': bmpFile(
      width,
      height,
      bmpRows(width, height, 32, (x, y) => (x << 25) | (y << 10) | x),
      {
        ...{ bits: 32, header: 124, compression: 3, masks: [0xff0000, 0xff00, 0xff, 0xff000000] },
      },
    ),
    'plain.pgm': text(`P2\n# text\n${width} ${height}\n255\n`, Buffer.from(grey.join(' '))),
    'binary.pgm': text(`P5 ${width} ${height} 255\n`, grey),
    'low.pgm': text(`P5 ${width} ${height} 200\n`, grey),
    'deep.pgm': text(`P5 ${width} ${height} 4095\n`, bigEndian(words(grey))),
    'colour.ppm': text(`P6 ${width} ${height} 255\n`, colour),
    'deep.ppm': text(`P6 ${width} ${height} 65535\n`, bigEndian(words(colour))),
    'bits.pbm': text(
      `P4 ${width} ${height}\n`,
      new Uint8Array(Math.ceil(width / 8) * height).map((_, i) => i * 29),
    ),
  };
  for (let turn = 1; turn <= 8; turn++) {
    files[`turn${turn}.jpg`] = raw(colour, 3).withMetadata({ orientation: turn }).jpeg();
    files[`turn${turn}.png`] = wide(words(colour), 3).withMetadata({ orientation: turn }).png();
  }
  const read: Record<string, Uint8Array> = {};
  for (const [name, file] of Object.entries(files))
    read[name] = file instanceof Uint8Array ? file : await file.toBuffer();
  return read;
}

/** Files that every client refuses. */
function refusedFiles(read: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const half = (name: string): Uint8Array => read[name]!.subarray(0, read[name]!.length >> 1);
  const ended = Buffer.concat([half('colour.jpg'), Buffer.from([0xff, 0xd9])]);
  const flipped = Buffer.from(read['colour.png']!);
  flipped[flipped.length - 20]! ^= 1;
  const tags = greyTags(width, height, 8);
  return {
    'empty.png': new Uint8Array(),
    'text.png': Buffer.from('no picture'),
    'half.jpg': half('colour.jpg'),
    'half-with-end.jpg': ended,
    'half-progressive.jpg': Buffer.concat([half('progressive.jpg'), Buffer.from([0xff, 0xd9])]),
    'half.png': half('colour.png'),
    'check-sum.png': flipped,
    'half.tif': half('plain.tif'),
    'half.bmp': half('colour.bmp'),
    'half.pgm': half('binary.pgm'),
    'half.webp': half('lossy.webp'),
    'zstd.tif': tiffFile(grey, { ...tags, 259: [50000] }),
    'lab.tif': tiffFile(colour, { ...tags, 262: [8], 277: [3], 258: [8, 8, 8] }),
    'packed-cut-off.tif': tiffFile(grey, { ...tags, 258: [12] }),
    'packed-turned.tif': tiffFile(packed(grey, 12), { ...greyTags(width, height, 12), 274: [6] }),
    'packed-lzw.tif': tiffFile(packed(grey, 12), { ...greyTags(width, height, 12), 259: [5] }), // which these bytes are not
    'packed-deflate-cut-off.tif': tiffFile(deflateSync(packed(grey, 12)).subarray(0, -40), {
      ...{ ...greyTags(width, height, 12), 259: [8] },
    }),
    'packed-too-short.tif': tiffFile(deflateSync(packed(grey, 12).subarray(0, -60)), {
      ...{ ...greyTags(width, height, 12), 259: [8] },
    }),
    'packed-predictor.tif': tiffFile(deflateSync(packed(grey, 12)), {
      ...greyTags(width, height, 12),
      259: [8],
      317: [2],
    }),
    'packed-planes.tif': tiffFile(packed(colour, 12), { ...rgbTags(12), 284: [2] }),
    'packed-alpha.tif': tiffFile(packed(withAlpha(grey, 1), 12), {
      ...{ ...greyTags(width, height, 12), 277: [2], 258: [12, 12], 338: [2] },
    }),
    'int16.tif': tiffFile(fromWords(words(grey)), greyTags(width, height, 16, 2)),
    'drawing.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'),
    'phone.heic': Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
    'small.png': Buffer.from(tiffFile(grey.subarray(0, 64), greyTags(8, 8, 8))),
  };
}

async function byStudio(files: readonly string[], scale: ValueScale): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const file of files) {
    const decoded = await decodeImage(file, scale).catch(() => null); // the refusal is what is compared
    readings.push(decoded ? sha256(decoded.raster.data) : 'refused');
  }
  return readings;
}

const parse = (output: string): Reading[] => output.trim().split('\n');

function byNode(dir: string, files: readonly string[], scale: ValueScale): Reading[] {
  const program = `
    import { createHash } from 'node:crypto';
    import { decodeImage } from ${JSON.stringify(join(dir, 'reading/pictures.mjs'))};
    for (const file of process.argv.slice(1)) {
      const decoded = await decodeImage(file, ${JSON.stringify(scale)}).catch(() => null);
      console.log(decoded ? createHash('sha256').update(decoded.raster.data).digest('hex') : 'refused');
    }`;
  return parse(execFileSync(process.execPath, ['--input-type=module', '-e', program, ...files], { encoding: 'utf8' }));
}

function byPython(python: string, dir: string, files: readonly string[], scale: ValueScale): Reading[] {
  const program = `
import hashlib, json, sys
sys.path.insert(0, sys.argv[1])
from reading.pictures import read_rgb
for file in sys.argv[3:]:
    try:
        print(hashlib.sha256(read_rgb(file, json.loads(sys.argv[2])).tobytes()).hexdigest())
    except Exception:
        print("refused")`;
  const run = spawnSync(python, ['-B', '-c', program, dir, JSON.stringify(scale), ...files], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return parse(run.stdout);
}

const scales: [string, ValueScale][] = [
  ['all 16 bits', { depth: 16 }],
  ['12 bits', { depth: 12 }],
  ['a range', { range: [0, 2.5] }],
];

describe('every client makes the same bytes of a file, or refuses it as all do', () => {
  const python = testPython();
  it.each(scales)('at %s (Python needs FLAWSMITH_TEST_PYTHON)', (_name, scale) =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      await symlink(resolve(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
      const read = await readFiles();
      const refused = refusedFiles(read);
      const names = [...Object.keys(read), ...Object.keys(refused)];
      for (const name of names) await writeFile(join(folder, name), read[name] ?? refused[name]!);
      const files = names.map((name) => join(folder, name));
      const studio = await byStudio(files, scale);
      const table = (readings: readonly Reading[]): Record<string, Reading> =>
        Object.fromEntries(names.map((name, i) => [name, readings[i]!]));
      for (const name of names) {
        const isRefused = name in refused || (name.startsWith('float') && !('range' in scale));
        expect(table(studio)[name] === 'refused', name).toBe(isRefused);
      }
      expect(table(byNode(dir, files, scale))).toEqual(table(studio));
      if (python) expect(table(byPython(python, dir, files, scale))).toEqual(table(studio));
    }),
  );
});
