import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fineDetail } from '#shared/vision/measures/fineDetail.ts';
import { lightAndColour } from '#shared/vision/measures/lightAndColour.ts';
import { samplingStep } from '#shared/vision/measures/sampling.ts';
import { sketchOf } from '#shared/vision/measures/sketch.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { gaussianBlur } from '#shared/vision/filters.ts';
import { evenPicture } from '../../fixtures/drawings.ts';
import { roundPart, texturedPart } from '../../fixtures/parts.ts';

/** A copy whose pixels are changed one by one. */
function changed(picture: Raster, change: (value: number, channel: number) => number): Raster {
  const data = picture.data.map((value, i) => Math.min(255, Math.max(0, Math.round(change(value, i % 3)))));
  return { ...picture, data };
}

function blurred({ width, height, data }: Raster, sigma: number): Raster {
  const result = createRaster(width, height);
  for (let c = 0; c < 3; c++) {
    const plane = Float32Array.from({ length: width * height }, (_, i) => data[i * 3 + c]!);
    gaussianBlur(plane, width, height, sigma).forEach((value, i) => (result.data[i * 3 + c] = Math.round(value)));
  }
  return result;
}

/** The same picture at twice the size, each pixel four times. */
function doubled({ width, height, data }: Raster): Raster {
  const result = createRaster(width * 2, height * 2);
  for (let y = 0; y < height * 2; y++) {
    for (let x = 0; x < width * 2; x++) {
      const from = ((y >> 1) * width + (x >> 1)) * 3;
      result.data.set(data.subarray(from, from + 3), (y * width * 2 + x) * 3);
    }
  }
  return result;
}

describe('fine detail', () => {
  it('falls with every blur of a part, and an even picture has none to lose', () => {
    for (const part of [texturedPart(160, 1), roundPart(200, 120, 2)]) {
      const steps = [0.3, 0.6, 1, 2, 4].map((sigma) => fineDetail(blurred(part, sigma)));
      expect(steps).toEqual(steps.toSorted((a, b) => b - a));
      expect(fineDetail(part) - fineDetail(blurred(part, 2))).toBeGreaterThan(0.5);
    }
    expect(fineDetail(evenPicture(90))).toBe(0);
    expect(fineDetail(evenPicture(90, 3, 3))).toBe(0);
  });

  it('is the same in any light and contrast', () => {
    // from 26 on, and so wide that rounding to whole levels is no contrast of its own; nothing below is clipped
    const part = changed(texturedPart(128, 4), (value) => 26 + (value - 84) * 0.75);
    fc.assert(
      fc.property(fc.double({ min: 0.8, max: 2, noNaN: true }), fc.integer({ min: -20, max: 20 }), (gain, add) => {
        const other = changed(part, (value) => value * gain + add);
        expect(fineDetail(other)).toBeCloseTo(fineDetail(part), 1);
      }),
      { numRuns: 20 },
    );
  });

  it('does not count an even background', () => {
    const part = roundPart(160, 160, 3);
    const wide = createRaster(320, 160);
    wide.data.fill(215);
    for (let y = 0; y < 160; y++) wide.data.set(part.data.subarray(y * 480, (y + 1) * 480), y * 960);
    expect(fineDetail(wide)).toBeCloseTo(fineDetail(part), 1);
  });
});

describe('light and colour', () => {
  it('count light in stops and are zero at full white', () => {
    expect(lightAndColour(evenPicture(255)).light).toBeCloseTo(0, 2);
    expect(lightAndColour(evenPicture(0)).light).toBeCloseTo(-9, 2);
    expect(lightAndColour(evenPicture(188)).light).toBeCloseTo(-1, 1); // sRGB 188 is half the light
  });

  it('are the mean of the logarithms, and of the largest channel less the smallest, place by place', () => {
    const linear = (value: number): number =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const anySides = fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(anySides, fc.integer(), fc.boolean(), ({ width, height }, seed, isDark) => {
        const random = createRandom(seed);
        const data = Uint8Array.from({ length: width * height * 3 }, () => (isDark ? 0 : random.integer(0, 255)));
        let [stops, chroma] = [0, 0];
        for (let i = 0; i < data.length; i += 3) {
          const [r, g, b] = data.subarray(i, i + 3) as unknown as [number, number, number];
          stops += Math.log2(0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 1 / 512);
          chroma += Math.max(r, g, b) - Math.min(r, g, b);
        }
        const found = lightAndColour({ width, height, data });
        expect(found.light).toBeCloseTo(stops / (width * height), 9);
        expect(found.chroma).toBeCloseTo(chroma / (width * height), 9);
      }),
    );
  });

  it('let a white background hide nothing: half of the picture white, the other two stops darker', () => {
    const half = (level: number): Raster => {
      const picture = evenPicture(255);
      picture.data.fill(level, picture.data.length / 2);
      return picture;
    };
    expect(lightAndColour(half(137)).light - lightAndColour(half(71)).light).toBeCloseTo(1, 1);
  });

  it('name the tint whatever the light, and none of grey', () => {
    const grey = lightAndColour(texturedPart(64, 1));
    expect(grey.chroma).toBe(0);
    expect(Math.hypot(grey.a, grey.b)).toBeLessThan(0.01);
    const tinted = (gain: number) => changed(evenPicture(200), (value, c) => (c === 1 ? value : value * 0.85) * gain);
    const [light, dark] = [lightAndColour(tinted(1)), lightAndColour(tinted(0.6))];
    expect(light.a).toBeLessThan(-9);
    expect(light.b).toBeGreaterThan(6);
    expect(dark.a).toBeCloseTo(light.a, 0);
    expect(dark.b).toBeCloseTo(light.b, 0);
    expect(light.chroma).toBe(30);
  });
});

describe('a sketch', () => {
  it('has 256 mean grey levels, the same at twice the size', () => {
    const part = texturedPart(96, 3);
    expect(sketchOf(part)).toHaveLength(256);
    expect(sketchOf(doubled(part))).toEqual(sketchOf(part));
    expect([...new Set(sketchOf(evenPicture(77)))]).toEqual([77 * 256]);
  });

  it('shows where it is bright', () => {
    const picture = evenPicture(0, 160, 160);
    for (let y = 20; y < 30; y++) picture.data.fill(200, (y * 160 + 50) * 3, (y * 160 + 60) * 3);
    const sketch = sketchOf(picture);
    expect(sketch[2 * 16 + 5]).toBe(200 * 256);
    expect(sketch.filter((value) => value > 0)).toHaveLength(1);
  });
});

describe('places that are looked at', () => {
  it('are at most as many as asked, evenly and on every colour of a camera’s pattern', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 500_000 }),
        (width, height, most) => {
          const step = samplingStep({ width, height }, most);
          expect(step % 2).toBe(1);
          expect((width / step) * (height / step)).toBeLessThanOrEqual(most);
        },
      ),
    );
    expect(samplingStep({ width: 400, height: 400 }, 160_000)).toBe(1);
  });

  it('measure a large picture as a small one of the same grain', () => {
    const random = createRandom(5);
    const noise = (side: number): Raster => ({
      ...{ width: side, height: side },
      data: Uint8Array.from({ length: side * side * 3 }, () => random.integer(60, 180)),
    });
    expect(fineDetail(noise(1500))).toBeCloseTo(fineDetail(noise(300)), 1);
    expect(lightAndColour(noise(1500)).light).toBeCloseTo(lightAndColour(noise(300)).light, 1);
  });
});
