import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DefectKind, type PriorSet, defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { morph } from '#shared/vision/filters.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Mask, type Raster, createMask, createRaster, isGrey, maskArea } from '#shared/vision/raster.ts';
import { forgeSample } from '#shared/vision/synthesis/forge.ts';
import { nuisanceView, synthesize } from '#shared/vision/synthesis/index.ts';
import { labelledPart, texturedPart } from '../fixtures/parts.ts';

const part = texturedPart(128, 1);
const donors = [texturedPart(128, 2), texturedPart(128, 3)];
const stamps = [labelledPart(128, 4)];

/** The default priors with one kind alone, and no harmless change of the picture. */
function only(kind: DefectKind, changes: Partial<PriorSet['kinds'][DefectKind]> = {}): PriorSet {
  const priors = structuredClone(defaultPriorSet);
  for (const other of defectKinds) priors.kinds[other].enabled = other === kind;
  Object.assign(priors.kinds[kind], changes);
  return { ...priors, nuisance: 0 };
}

function uniform(width: number, height: number, value: number): Raster {
  const image = createRaster(width, height);
  image.data.fill(value);
  return image;
}

function disc(size: number, radius: number): Mask {
  const mask = createMask(size, size);
  for (let i = 0; i < mask.data.length; i++) {
    const [x, y] = [i % size, Math.floor(i / size)];
    if (Math.hypot(x - size / 2, y - size / 2) <= radius) mask.data[i] = 255;
  }
  return mask;
}

/** Numbers of the pixels that differ between two pictures. */
function changedPixels(before: Raster, after: Raster): number[] {
  const changed: number[] = [];
  for (let i = 0; i < before.data.length / 3; i++) {
    if ([0, 1, 2].some((c) => before.data[3 * i + c] !== after.data[3 * i + c])) changed.push(i);
  }
  return changed;
}

describe('synthesize', () => {
  it('gives the same bytes for the same seed and others for another', () => {
    const forge = (seed: number) => synthesize(part, defaultPriorSet, createRandom(seed), { donors });
    for (let seed = 0; seed < 6; seed++) expect(forge(seed)).toEqual(forge(seed));
    expect(forge(0).image.data).not.toEqual(forge(1).image.data);
  });

  it('leaves the picture and the donors that it is given unchanged', () => {
    const inputs = [part, ...donors, stamps[0]!.image, stamps[0]!.mask];
    const before = inputs.map((image) => image.data.slice());
    for (const kind of defectKinds) synthesize(part, only(kind), createRandom(4), { donors, stamps });
    inputs.forEach((image, i) => expect(image.data).toEqual(before[i]));
  });

  it.each(defectKinds)('draws %s alone: visible, never over 35 %, and named', (kind) => {
    for (let seed = 0; seed < 12; seed++) {
      const { image, mask, drawn } = synthesize(part, only(kind), createRandom(seed), { donors, stamps });
      expect(maskArea(mask)).toBeGreaterThan(0);
      expect(maskArea(mask)).toBeLessThanOrEqual(0.35 * mask.data.length);
      expect(new Set(drawn.map((defect) => defect.kind))).toEqual(new Set([kind]));
      expect(isGrey(image)).toBe(true);
      expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn);
    }
  });

  it('leaves pixels unchanged that come as a Node Buffer, whose slice() shares them', () => {
    const pixels = Buffer.from(part.data);
    const image = { ...part, data: pixels };
    for (let seed = 0; seed < 4; seed++) synthesize(image, only('stain'), createRandom(seed), { donors });
    expect(Uint8Array.from(pixels)).toEqual(part.data);
  });

  it('marks only pixels at or beside a change, and draws nowhere but on the part', () => {
    const foreground = disc(128, 40);
    const near = morph(foreground.data, 128, 128, 6, 'dilate');
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...defectKinds), (seed, kind) => {
        const { image, mask } = synthesize(part, only(kind), createRandom(seed), { donors, stamps, foreground });
        const touched = new Uint8Array(128 * 128);
        for (const pixel of changedPixels(part, image)) {
          touched[pixel] = 255;
          expect(near[pixel]).toBe(255);
        }
        const reach = morph(touched, 128, 128, 4, 'dilate');
        mask.data.forEach((value, pixel) => value && expect(reach[pixel]).toBe(255));
      }),
      { numRuns: 40 },
    );
  });

  it('takes sizes and counts from the ranges of the prior', () => {
    const ranges = fc.record({
      size: fc.tuple(fc.integer({ min: 8, max: 30 }), fc.integer({ min: 0, max: 30 })),
      count: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 })),
    });
    let short = 0;
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom('scratch', 'pit', 'crack', 'fibre'),
        ranges,
        (seed, kind, drawnFrom) => {
          const size: [number, number] = [drawnFrom.size[0], drawnFrom.size[0] + drawnFrom.size[1]];
          const count: [number, number] = [drawnFrom.count[0], drawnFrom.count[0] + drawnFrom.count[1]];
          // Even one faint instance has to be seen, or the picture is drawn again with another kind of defect.
          const priors = only(kind as DefectKind, { size, count, contrast: [80, 120], opacity: [1, 1] });
          const { drawn } = synthesize(part, priors, createRandom(seed), { donors });
          const sizes = drawn.map((defect) => Number(defect.values.size));
          for (const value of sizes) expect(value).toBeGreaterThanOrEqual(size[0]);
          for (const value of sizes) expect(value).toBeLessThanOrEqual(size[1]);
          // One that another covers, or that cannot be seen, is taken back: some 6 of 1,000 pictures.
          expect(drawn.length).toBeGreaterThanOrEqual(1);
          if (drawn.length < count[0]) short++;
          // A fifth of the pictures show two kinds; where only one is on, it comes twice.
          expect(drawn.length).toBeLessThanOrEqual(2 * count[1]);
        },
      ),
      { numRuns: 40 },
    );
    expect(short).toBeLessThanOrEqual(4);
  });

  it.each([
    [192, 256],
    [256, 192],
    [40, 64],
  ])('works at %i × %i without donors', (width, height) => {
    const image = createRaster(width, height);
    const random = createRandom(9);
    for (let i = 0; i < image.data.length; i++) image.data[i] = random.integer(60, 180);
    for (let seed = 0; seed < 9; seed++) {
      const result = synthesize(image, only(defectKinds[seed]!), createRandom(seed));
      expect([result.image.width, result.mask.height]).toEqual([width, height]);
      expect(maskArea(result.mask)).toBeGreaterThan(0);
    }
  });

  it.each([0, 128, 255])('always shows a defect on a picture of one colour (%i)', (value) => {
    for (const kind of defectKinds) {
      const result = synthesize(uniform(96, 96, value), only(kind), createRandom(2), { stamps: [labelledPart(96, 4)] });
      expect(maskArea(result.mask)).toBeGreaterThan(0);
      expect(isGrey(result.image)).toBe(true);
    }
  });

  it('refuses a prior set with nothing switched on', () => {
    const priors = structuredClone(defaultPriorSet);
    for (const kind of defectKinds) priors.kinds[kind].enabled = false;
    const forge = () => synthesize(part, priors, createRandom(0));
    expect(forge).toThrow(FlawsmithError);
    expect(forge).toThrow(expect.objectContaining({ code: 'bad-config' }));
  });
});

describe('nuisanceView', () => {
  it('changes light and place only mildly, repeats with its seed, and keeps grey grey', () => {
    for (let seed = 0; seed < 10; seed++) {
      const view = nuisanceView(part, createRandom(seed));
      expect(view).toEqual(nuisanceView(part, createRandom(seed)));
      expect(isGrey(view)).toBe(true);
    }
    const even = uniform(128, 128, 120);
    for (let seed = 0; seed < 20; seed++) {
      const { data } = nuisanceView(even, createRandom(seed));
      const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
      expect(Math.abs(mean - 120)).toBeLessThan(8 + 12 + 1);
    }
  });
});

describe('forgeSample', () => {
  it('follows from its keys alone and says which part it shows', () => {
    const parts = [part, ...donors];
    const image = (i: number) => parts[i]!;
    const source = { count: 3, image, reference: image, foreground: () => createMask(128, 128, 255) };
    const keys = { purpose: 'train', seed: 5, number: 3 } as const;
    const sample = forgeSample(source, defaultPriorSet, keys);
    expect(sample).toEqual(forgeSample(source, defaultPriorSet, keys));
    expect(sample.clean).toBe(parts[sample.base]);
  });
});
