import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Prior,
  type PriorSet,
  defaultPriorSet,
  defectKinds,
  drawnKinds,
  forgesNothing,
} from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Mask, type Raster, createMask, maskArea } from '#shared/vision/raster.ts';
import { synthesize } from '#shared/vision/synthesis/index.ts';
import { type Stamp, stampRegions } from '#shared/vision/synthesis/stamps.ts';
import { evenPicture } from '../../../fixtures/drawings.ts';
import { texturedPart } from '../../../fixtures/parts.ts';

const side = 128;

/** A photograph of a part of one level with rectangles of another, which are its mask: left, top, width, height, px. */
function labelled(level: number, ...defects: [number, number, number, number, number][]): Stamp {
  const image = evenPicture(level, side, side);
  const mask = createMask(side, side);
  for (const [left, top, width, height, grey] of defects) {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) {
        image.data.fill(grey, (y * side + x) * 3, (y * side + x) * 3 + 3);
        mask.data[y * side + x] = 255;
      }
    }
  }
  return { image, mask };
}

/** The stamp alone: as labelled, unless said otherwise. */
function priors(changes: Partial<Prior> = {}): PriorSet {
  const as: Partial<Prior> = { zoom: [1, 1], gain: [1, 1], angle: [0, 0], edge: [0, 0], blend: 'alpha', ...changes };
  const kinds = Object.fromEntries(
    defectKinds.map((kind) => [kind, { ...defaultPriorSet.kinds[kind], enabled: kind === 'stamp' }]),
  ) as PriorSet['kinds'];
  return { ...defaultPriorSet, nuisance: 0, kinds: { ...kinds, stamp: { ...kinds.stamp, ...as } } };
}

interface Stamped {
  image: Raster;
  mask: Mask;
  values: Record<string, number | string>;
}

/** The first picture that shows one stamp, whole in the picture. */
function stamped(part: Raster, stamps: readonly Stamp[], changes: Partial<Prior> = {}, from = 0): Stamped {
  for (let seed = from; ; seed++) {
    const { image, mask, drawn } = synthesize(part, priors(changes), createRandom(seed), { stamps });
    const [{ kind, values }, ...more] = drawn as [(typeof drawn)[0]];
    const { x, y, size } = values as Record<string, number>;
    const reach = 0.75 * size! + 4;
    const isWhole = [x!, y!].every((at) => at > reach && at < 256 - reach);
    if (kind === 'stamp' && more.length === 0 && isWhole) return { image, mask, values };
  }
}

const boxOf = ({ width, data }: Mask): { width: number; height: number } => {
  const set = [...data.keys()].filter((i) => data[i]);
  const [columns, rows] = [set.map((i) => i % width), set.map((i) => Math.floor(i / width))];
  return {
    width: Math.max(...columns) - Math.min(...columns) + 1,
    height: Math.max(...rows) - Math.min(...rows) + 1,
  };
};

const bar = labelled(120, [40, 60, 30, 6, 30]);
const part = evenPicture(120, side, side);

describe('a labelled defect that is stamped', () => {
  it('shows the very pixels of the photograph, inside its mask and a rim of a pixel', () => {
    const { image, mask, values } = stamped(part, [bar]);
    expect(values).toMatchObject({ zoom: 1, gain: 1, size: 60 });
    const dark = image.data.filter((value, i) => i % 3 === 0 && value < 60).length;
    expect(dark).toBeGreaterThan(25 * 4);
    expect(Math.min(...image.data)).toBe(30);
    expect(maskArea(mask)).toBeGreaterThanOrEqual(30 * 6);
    expect(maskArea(mask)).toBeLessThan((30 + 6) * (6 + 6));
  });

  it('is turned, enlarged and strengthened as its prior says', () => {
    const { width, height } = boxOf(stamped(part, [bar]).mask);
    const upright = boxOf(stamped(part, [bar], { angle: [90, 90] }).mask);
    expect(Math.abs(upright.width - height) + Math.abs(upright.height - width)).toBeLessThan(6);
    const large = boxOf(stamped(part, [bar], { zoom: [2, 2] }).mask);
    expect(Math.abs(large.width - 2 * width)).toBeLessThan(8);
    const levels = [0.5, 1, 1.3].map((gain) => Math.min(...stamped(part, [bar], { gain: [gain, gain] }).image.data));
    expect(levels).toEqual([75, 30, 3]);
  });

  it('is mirrored in half of the pictures', () => {
    const hook = labelled(120, [40, 60, 30, 6, 30], [40, 48, 6, 12, 30]);
    const all = Array.from({ length: 8 }, (_, i) => stamped(part, [hook], {}, 40 * i));
    expect(new Set(all.map(({ values }) => values['mirrored']))).toEqual(new Set(['yes', 'no']));
    for (const { mask, values } of all) expect(isHeavierLeft(mask)).toBe(values['mirrored'] === 'no');
  });

  it('takes the light of where it is put, where it is put in seamlessly', () => {
    const bright = evenPicture(200, side, side);
    const asItIs = stamped(bright, [bar]);
    const seamless = stamped(bright, [bar], { blend: 'poisson' });
    expect(Math.min(...asItIs.image.data)).toBe(30);
    expect(Math.abs(Math.min(...seamless.image.data) - 110)).toBeLessThan(6); // 90 darker than what is round it, as labelled
  });

  it('is one of the defects of its picture, and never two far from each other', () => {
    const two = labelled(120, [20, 20, 12, 12, 30], [90, 90, 12, 12, 220]);
    expect(stampRegions(two).map(({ size }) => size)).toEqual([24, 24]);
    const shown = [0, 40, 80, 120].map((seed) => {
      const { image } = stamped(part, [two], {}, seed);
      const isDark = image.data.some((value) => value < 60);
      expect(image.data.some((value) => value > 190)).toBe(!isDark);
      return isDark;
    });
    expect(new Set(shown)).toEqual(new Set([true, false]));
  });

  it('lies where the part is, and leaves all else as it is', () => {
    const foreground = createMask(side, side);
    for (let i = 0; i < side * side; i++) if (i % side > 50) foreground.data[i] = 255;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), (seed) => {
        const { image, mask } = synthesize(part, priors({ angle: [-180, 180] }), createRandom(seed), {
          stamps: [bar],
          foreground,
        });
        for (let i = 0; i < side * side; i++) {
          if (image.data[3 * i] !== 120) expect(i % side).toBeGreaterThan(48); // a rim of 2 px at 256
          if (Math.abs(image.data[3 * i]! - 120) >= 12) expect(mask.data[i]).toBe(255);
        }
      }),
      { numRuns: 25 },
    );
  });
});

const isHeavierLeft = ({ width, data }: Mask): boolean => {
  const set = [...data.keys()].filter((i) => data[i]).map((i) => i % width);
  const middle = (Math.max(...set) + Math.min(...set)) / 2;
  return set.reduce((sum, x) => sum + x, 0) / set.length < middle;
};

describe('without a labelled defect', () => {
  const other = texturedPart(64, 2);
  const bytes = (set: PriorSet, stamps: readonly Stamp[] = []): string =>
    [1, 2, 3, 4, 5, 6]
      .map((seed) => Buffer.from(synthesize(other, set, createRandom(seed), { stamps }).image.data).toString('base64'))
      .join();

  it('the stamp draws nothing, and pictures are those of a set without it', () => {
    const without = structuredClone(defaultPriorSet);
    without.kinds.stamp.enabled = false;
    expect(bytes(defaultPriorSet)).toBe(bytes(without));
    const given = { image: texturedPart(64, 3), mask: createMask(64, 64) };
    given.mask.data.fill(255, 64 * 20 + 10, 64 * 20 + 30);
    expect(bytes(without, [given])).toBe(bytes(without));
    expect(bytes(defaultPriorSet, [given])).not.toBe(bytes(without));
    expect(drawnKinds(defaultPriorSet, true)).toContain('stamp');
    expect(drawnKinds(defaultPriorSet, false)).not.toContain('stamp');
  });

  it('a set with the stamp alone forges nothing, and says why', () => {
    expect(forgesNothing(priors())).toBe(true);
    expect(() => synthesize(other, priors(), createRandom(1))).toThrow(/stamp alone/);
  });

  it('one on which nothing is marked is passed over', () => {
    const empty = { image: other, mask: createMask(64, 64) };
    const { drawn, mask } = synthesize(other, priors(), createRandom(1), { stamps: [empty] });
    expect(drawn[0]!.values).toMatchObject({ fallback: 'spot' });
    expect(maskArea(mask)).toBeGreaterThan(0);
  });
});
