import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MaskSamples, classesOf, maskOfValue, turnMask, understandMask } from '#shared/vision/maskCoding.ts';
import { maskRemark, readMask } from '#studio/dataset/maskReading.ts';

const [width, height] = [20, 16];
/** Whether a pixel is part of the drawing: a corner away from the border's most. */
const isDrawn = (i: number): boolean => i % width >= 12 && i % width < 17 && i >= width * 5 && i < width * 9;
const drawing = Array.from({ length: width * height }, (_, i) => isDrawn(i));
const drawn = (colour: readonly number[], ground: readonly number[]): number[] =>
  drawing.flatMap((is) => [...(is ? colour : ground)]);
const samples = (channels: number, data: number[], other: Partial<MaskSamples> = {}): MaskSamples => ({
  ...{ width, height, channels, data: Uint8Array.from(data) },
  ...other,
});
const expected = drawing.map((is) => (is ? 255 : 0));

describe('a mask', () => {
  it.each<[string, string, MaskSamples]>([
    ['0 and 1', 'values', samples(1, drawn([1], [0]))],
    ['0 and 255', 'values', samples(1, drawn([255], [0]))],
    ['grey as RGB', 'values', samples(3, drawn([7, 7, 7], [0, 0, 0]))],
    ['16 bits', 'values', samples(1, [], { data: Uint16Array.from(drawn([300], [0])) })],
    ['floats', 'values', samples(1, [], { data: Float64Array.from(drawn([0.5], [0])) })],
    ['two values without 0', 'values', samples(1, drawn([90], [40]))],
    ['indices of a palette', 'palette', samples(1, drawn([3], [0]), { isIndex: true })],
    ['red on black', 'colour', samples(3, drawn([255, 0, 0], [0, 0, 0]))],
    ['red on white', 'colour', samples(3, drawn([255, 0, 0], [255, 255, 255]))],
    ['alpha over one colour', 'alpha', samples(4, drawn([0, 0, 0, 255], [0, 0, 0, 0]))],
    ['red on nothing', 'alpha', samples(4, drawn([255, 0, 0, 200], [9, 9, 9, 0]))],
    ['grey with alpha', 'alpha', samples(2, drawn([0, 255], [0, 0]))],
    ['white with a useless alpha', 'values', samples(2, drawn([255, 255], [0, 255]))],
    ['lossy grey', 'grey levels', samples(1, drawn([240], [6]), { isLossy: true })],
  ])('of %s is understood by its %s', (_what, coding, given) => {
    const understood = understandMask(given);
    expect(understood.coding).toBe(coding);
    expect([...understood.mask.data]).toEqual(expected);
    expect(understood.share).toBeCloseTo(20 / 320);
  });

  it('of classes marks every class, of soft edges from half on', () => {
    const classes = drawing.map((is, i) => (is ? 1 + (i % 3) : 0));
    expect([...understandMask(samples(1, classes)).mask.data]).toEqual(expected);
    const ramp = Array.from({ length: width * height }, (_, i) => Math.min(255, i));
    const soft = understandMask(samples(1, ramp));
    expect(soft.coding).toBe('grey levels');
    expect([...soft.mask.data]).toEqual(ramp.map((level) => (level > 127 ? 255 : 0)));
  });

  it('that marks nothing is empty, which the import counts, and one that marks more than half is not turned round but named', () => {
    const nothing = understandMask(samples(3, drawn([0, 0, 0], [0, 0, 0])));
    expect(nothing).toMatchObject({ coding: 'empty', share: 0 });
    expect(maskRemark({ ...nothing, isTurnedWithPicture: false })).toBeNull();
    const dark = understandMask(samples(1, drawn([9], [3]), { isLossy: true }));
    expect(dark).toMatchObject({ coding: 'empty', share: 0 });
    for (const [white, other] of [
      [1, {}],
      [255, {}],
      [250, { isLossy: true }],
    ] as const) {
      const whole = understandMask(samples(1, drawn([white], [white]), other));
      expect(whole).toMatchObject({ coding: 'values', share: 1 });
      expect(maskRemark({ ...whole, isTurnedWithPicture: false })).toMatchObject({ values: { share: 100 } });
    }
    const inverted = understandMask(samples(1, drawn([0], [255])));
    expect(inverted.share).toBeCloseTo(300 / 320);
    const remark = maskRemark({ ...inverted, isTurnedWithPicture: false });
    expect(remark).toMatchObject({ code: 'maskReversed', values: { share: 94 } });
    const usual = understandMask(samples(1, drawn([1], [0])));
    expect(maskRemark({ ...usual, isTurnedWithPicture: false })).toBeNull();
  });
});

describe('a mask file', () => {
  let dir = '';
  beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'flawsmith-masks-'))));
  afterAll(() => rm(dir, { recursive: true }));
  const png = (data: number[], channels: 1 | 3 | 4) =>
    sharp(Uint8Array.from(data), { raw: { width, height, channels } });
  const picture = async (orientation: number) => {
    const file = join(dir, `turn${orientation}.jpg`);
    await png(drawn([250, 250, 250], [9, 9, 9]), 3)
      .withMetadata({ orientation })
      .jpeg({ quality: 100 })
      .toFile(file);
    const upright = await sharp(file).autoOrient().greyscale().raw().toBuffer({ resolveWithObject: true });
    const marks = [...upright.data].map((value) => (value > 127 ? 255 : 0));
    return { file, width: upright.info.width, height: upright.info.height, marks };
  };

  it('with a palette that has black elsewhere than first is read by its colours', async () => {
    const file = join(dir, 'sorted.png');
    const rgb = Buffer.from(drawn([0, 0, 0], [160, 0, 0]));
    const sorted = await sharp(rgb, { raw: { width, height, channels: 3 } })
      .png({ palette: true, colours: 2 })
      .toBuffer();
    const first = [...sorted.subarray(sorted.indexOf('PLTE') + 4, sorted.indexOf('PLTE') + 7)];
    await writeFile(file, sorted);
    const black = await readMask(file, { width, height, file });
    // Black is ground in colours, and the first colour of a palette of classes.
    expect(black.share).toBeCloseTo(first.every((value) => value === 0) ? 1 - 20 / 320 : 0, 5);
  });

  it('with a colourful palette is read by its indices', async () => {
    const file = join(dir, 'palette.png');
    await png(drawn([200, 30, 60], [10, 200, 90]), 3)
      .png({ palette: true, colours: 2 })
      .toFile(file);
    const { coding, share } = await readMask(file, { file: join(dir, 'gone.png'), width, height });
    expect(coding).toBe('palette');
    expect([20 / 320, 300 / 320]).toContain(share); // which colour a writer puts first is its own affair
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'drawn on stored pixels is turned with its picture, EXIF %i',
    async (orientation) => {
      const file = join(dir, 'mask.png');
      await png(drawn([255], [0]), 1)
        .toColourspace('b-w')
        .png()
        .toFile(file);
      const { marks, ...of } = await picture(orientation);
      const { mask, isTurnedWithPicture } = await readMask(file, of);
      expect(isTurnedWithPicture).toBe(orientation > 1);
      expect([...mask.data]).toEqual(marks);
    },
  );

  it('with a turn of its own is turned by that alone', async () => {
    const { marks, ...of } = await picture(6);
    const file = join(dir, 'own.jpg');
    await png(drawn([255], [0]), 1)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toFile(file);
    const { mask, isTurnedWithPicture } = await readMask(file, of);
    expect(isTurnedWithPicture).toBe(false);
    expect([...mask.data]).toEqual(marks);
  });

  it('of another size is refused, and so is what is none', async () => {
    const { file, width: wide } = await picture(1);
    const mask = join(dir, 'mask.png');
    await png(drawn([255], [0]), 1)
      .png()
      .toFile(mask);
    await expect(readMask(mask, { file, width: wide + 1, height })).rejects.toMatchObject({ code: 'mask-mismatch' });
    await writeFile(mask, 'text');
    await expect(readMask(mask, { file, width, height })).rejects.toMatchObject({
      code: 'unreadable-image',
      file: mask,
    });
  });

  it('turned there and back is as before', () => {
    const { mask } = understandMask(samples(1, drawn([1], [0])));
    for (const [turn, back] of [
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
      [6, 8],
      [7, 7],
      [8, 6],
    ]) {
      expect(turnMask(turnMask(mask, turn!), back!)).toEqual(mask);
    }
  });
});

describe('the values of a mask', () => {
  it('are its classes without the ground, and each marks its own pixels', () => {
    const two = samples(
      1,
      drawn([255], [0]).map((value, i) => (i === 0 ? 254 : value)),
    );
    expect(classesOf(two)).toEqual([254, 255]);
    expect([...maskOfValue(two, 255).data]).toEqual(expected);
    expect([...maskOfValue(two, 254).data].filter(Boolean)).toHaveLength(1);
    expect(classesOf(samples(3, drawn([7, 7, 7], [0, 0, 0])))).toEqual([7]);
  });

  it('are none where they are colours, came out of a JPEG or are more than classes would be', () => {
    expect(classesOf(samples(3, drawn([7, 8, 7], [0, 0, 0])))).toEqual([]);
    expect(classesOf(samples(1, drawn([7], [0]), { isLossy: true }))).toEqual([]);
    expect(
      classesOf(
        samples(
          1,
          drawing.map((_, i) => i % 40),
        ),
      ),
    ).toEqual([]);
    expect(
      classesOf(
        samples(
          1,
          drawing.map((_, i) => i % 32),
        ),
      ),
    ).toHaveLength(31);
  });
});
