import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Random, createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { type Layer, createCanvas } from '#shared/vision/synthesis/canvas.ts';
import {
  channelOf,
  jitter,
  proceduralTexture,
  sampleInto,
  seamless,
  turnedPiece,
} from '#shared/vision/synthesis/textures.ts';
import { meanOf, seedsTo, sketchOf } from '../../fixtures/drawings.ts';

/** A picture whose red is the column, its green the row, its blue a mixture: bilinear samples of it are exact. */
function places(width: number, height: number): Raster {
  const image = createRaster(width, height);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    image.data.set([x, y, (x + 2 * y) % 256], 3 * i);
  }
  return image;
}

/** A layer with the given middle, opaque all over; `scale` times as many pixels. */
function layerOf(width: number, height: number, scale = 1): Layer {
  const centre = { x: 100 * scale, y: 80 * scale };
  const [left, top] = [centre.x - scale * Math.floor(width / 2), centre.y - scale * Math.floor(height / 2)];
  const alpha = new Float32Array(width * height * scale * scale).fill(1);
  const reach = { x: (scale * width) / 2, y: (scale * height) / 2 };
  return { left, top, width: width * scale, height: height * scale, centre, reach, alpha };
}

const sample = (source: Raster, x: number, y: number): number[] => {
  const target = new Float32Array(3);
  sampleInto(source, x, y, target, 0);
  return [...target];
};
const noise = ((): Raster => {
  const image = createRaster(9, 7);
  const random = createRandom(1);
  image.data.forEach((_, i) => (image.data[i] = random.integer(0, 255)));
  return image;
})();

describe('a sample of a picture', () => {
  it('is the pixel at a whole place and the mean of its neighbours between, each channel for itself', () => {
    for (let i = 0; i < 9 * 7; i++) {
      expect(sample(noise, i % 9, Math.floor(i / 9))).toEqual([...noise.data.subarray(3 * i, 3 * i + 3)]);
    }
    const image = places(20, 10);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 19, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true }), (x, y) => {
        const [red, green, blue] = sample(image, x, y);
        expect(red).toBeCloseTo(x, 4);
        expect(green).toBeCloseTo(y, 4);
        expect(blue).toBeCloseTo(x + 2 * y, 4);
      }),
    );
  });

  it('is mirrored at the middle of the border’s pixels, however far outside', () => {
    // by hundredths: doubles alone are nearly all drawn beside zero
    const place = fc.oneof(
      fc.double({ min: -60, max: 60, noNaN: true }),
      fc.integer({ min: -6000, max: 6000 }).map((hundredths) => hundredths / 100),
    );
    const close = (one: number[], other: number[]): void =>
      one.forEach((value, c) => expect(value).toBeCloseTo(other[c]!, 2));
    fc.assert(
      fc.property(place, place, (x, y) => {
        close(sample(noise, -x, y), sample(noise, x, y));
        close(sample(noise, x, -y), sample(noise, x, y));
        close(sample(noise, 16 - x, y), sample(noise, x, y));
        close(sample(noise, x, 12 - y), sample(noise, x, y));
      }),
    );
    for (let x = -20; x <= 20; x++) {
      const column = [7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8][(((x + 7) % 16) + 16) % 16]!;
      expect(sample(noise, x, 3)).toEqual(sample(noise, column, 3));
    }
    const line = createRaster(1, 2);
    line.data.set([10, 20, 30, 110, 120, 130]);
    expect(sample(line, 5.3, 0.5)).toEqual([60, 70, 80]);
    expect(sample(line, -3, 1)).toEqual([110, 120, 130]);
  });

  it('is written where it is asked for, and nowhere else', () => {
    const target = new Float32Array(9).fill(-1);
    sampleInto(places(20, 10), 3, 5, target, 3);
    expect([...target]).toEqual([-1, -1, -1, 3, 5, 13, -1, -1, -1]);
  });
});

describe('a piece of a part', () => {
  const image = places(200, 160);
  /** Where in the part the layer's pixels are taken from, with the middle of the part in the middle of the layer. */
  const piece = (rotate: boolean, zoom: number, seed: number) => {
    const layer = layerOf(9, 7);
    const taken = turnedPiece(rotate, zoom, { ...createRandom(seed), next: () => 0.5 })(image, layer);
    const at = (x: number, y: number): [number, number] => {
      const i = (y * 9 + x) * 3;
      return [taken[i]!, taken[i + 1]!];
    };
    const [ox, oy] = at(4, 3);
    const step = (x: number, y: number): [number, number] => [at(4 + x, 3 + y)[0] - ox, at(4 + x, 3 + y)[1] - oy];
    return { origin: [ox, oy], across: step(1, 0), down: step(0, 1), step };
  };

  it('is turned and may be flipped, but keeps its shape: a step anywhere is as long as its zoom says', () => {
    for (const zoom of [0.7, 1, 2]) {
      const flips = seedsTo(40).map((seed) => {
        const { origin, across, down, step } = piece(true, zoom, seed);
        expect(origin).toEqual([199 / 2, 159 / 2]);
        expect(Math.hypot(...across)).toBeCloseTo(1 / zoom, 3);
        expect(Math.hypot(...down)).toBeCloseTo(1 / zoom, 3);
        expect(across[0] * down[0] + across[1] * down[1]).toBeCloseTo(0, 3);
        const [x, y] = step(-3, 2);
        expect(x).toBeCloseTo(-3 * across[0] + 2 * down[0], 3);
        expect(y).toBeCloseTo(-3 * across[1] + 2 * down[1], 3);
        return Math.sign(across[0] * down[1] - across[1] * down[0]);
      });
      for (const sign of [-1, 1]) expect(flips.filter((flip) => flip === sign).length).toBeGreaterThan(8);
    }
  });

  it('is turned to any direction, or by quarters alone', () => {
    const angles = (rotate: boolean): number[] =>
      seedsTo(60).map((seed) => {
        const [x, y] = piece(rotate, 1, seed).down;
        return (Math.atan2(y, x) * 2) / Math.PI + 2; // in quarters
      });
    const quarters = angles(false).map((angle) => Math.round(angle * 1000) / 1000);
    expect(new Set(quarters.map((angle) => angle % 4))).toEqual(new Set([0, 1, 2, 3]));
    const any = angles(true);
    expect(new Set(any.map((angle) => Math.floor(angle * 2))).size).toBeGreaterThanOrEqual(8);
    expect(any.filter((angle) => Math.abs(angle - Math.round(angle)) > 0.05).length).toBeGreaterThan(40);
  });

  it('comes from anywhere on the part, and is looked up only under the layer', () => {
    const from = seedsTo(60).map((seed) => {
      const layer = layerOf(9, 7);
      layer.alpha.fill(0);
      layer.alpha[3 * 9 + 4] = 0.1;
      const taken = turnedPiece(true, 1, createRandom(seed))(image, layer);
      taken.forEach((value, i) => (i < 93 || i > 95) && expect(value).toBe(0));
      return [taken[93]!, taken[94]!];
    });
    for (const [axis, last] of [
      [0, 199],
      [1, 159],
    ] as const) {
      const values = from.map((place) => place[axis]!);
      expect(Math.min(...values)).toBeLessThan(last * 0.1);
      expect(Math.max(...values)).toBeGreaterThan(last * 0.9);
      expect(Math.max(...values)).toBeLessThanOrEqual(last);
    }
  });
});

describe('a changed piece', () => {
  /** Two pixels under the layer, 100 and 140, and one beside it. */
  const changed = (strength: number, isGrey: boolean, seed: number): number[] => {
    const layer = { ...layerOf(3, 1), alpha: Float32Array.of(1, 0.2, 0) };
    const piece = Float32Array.from([100, 100, 100, 140, 140, 140, 500, 500, 500]);
    return [...jitter(strength, isGrey, createRandom(seed))(piece, layer)];
  };

  it('is as it was at strength 0', () => {
    expect(changed(0, true, 1)).toEqual([100, 100, 100, 140, 140, 140, 500, 500, 500]);
    expect(changed(0, false, 1)).toEqual([100, 100, 100, 140, 140, 140, 500, 500, 500]);
  });

  it.each([0.5, 1])('has more or less contrast about its mean and another level, by strength %f', (strength) => {
    const drawn = seedsTo(200).map((seed) => {
      const [red, green, blue, next] = changed(strength, true, seed);
      expect([green, blue]).toEqual([red, red]);
      return { gain: (next! - red!) / 40, shift: (red! + next!) / 2 - 120 };
    });
    const gains = drawn.map(({ gain }) => gain);
    expect(Math.min(...gains)).toBeGreaterThan(1 - 0.5 * strength - 1e-4);
    expect(Math.min(...gains)).toBeLessThan(1 - 0.4 * strength);
    expect(Math.max(...gains)).toBeLessThan(1 + 0.8 * strength + 1e-4);
    expect(Math.max(...gains)).toBeGreaterThan(1 + 0.6 * strength);
    const shifts = drawn.map(({ shift }) => shift);
    expect(Math.max(...shifts)).toBeGreaterThan(60 * strength);
    expect(Math.min(...shifts)).toBeLessThan(-60 * strength);
    expect(Math.max(...shifts.map(Math.abs))).toBeLessThanOrEqual(70 * strength + 1e-3);
  });

  it('of a coloured part is shifted by each channel’s share of the same', () => {
    const shares = seedsTo(100).flatMap((seed) => {
      const piece = changed(1, false, seed);
      const shifts = [0, 1, 2].map((c) => (piece[c]! + piece[3 + c]!) / 2 - 120);
      expect(new Set(shifts.map(Math.sign)).size).toBe(1);
      expect(Math.max(...shifts.map(Math.abs))).toBeLessThanOrEqual(70);
      const [least, most] = [Math.min(...shifts.map(Math.abs)), Math.max(...shifts.map(Math.abs))];
      return least / most;
    });
    expect(Math.min(...shares)).toBeGreaterThan(0.399);
    expect(Math.min(...shares)).toBeLessThan(0.6);
  });

  it('under nothing of a layer is no piece, and stays a number', () => {
    const layer = { ...layerOf(1, 1), alpha: Float32Array.of(0) };
    const piece = jitter(1, true, createRandom(1))(Float32Array.of(10, 10, 10), layer);
    expect([...piece].every(Number.isFinite)).toBe(true);
  });
});

describe('a texture of no part', () => {
  const names = ['even', 'noise', 'stripes', 'squares', 'speckles'] as const;
  type Name = (typeof names)[number];
  const amplitude = 40;
  /** One kind of texture, red alone, about its level. */
  function texture(name: Name, random: Random, layer = layerOf(48, 32), scale = 1): number[] {
    const drawn = proceduralTexture(sketchOf(), amplitude, {
      ...random,
      pick: (items) => items[names.indexOf(name)]!,
    })(layer, scale, createRandom(9));
    return [...drawn].filter((_, i) => i % 3 === 0);
  }
  const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  /** Takes given values where something is drawn from a range: of a lattice, an angle, a level; stripes and squares of 16. */
  const chosen = (lattice: number, angle: number): Random => ({
    ...createRandom(2),
    logUniform: () => 16,
    uniform: (low) => (low < 0 ? lattice : low === 0 ? angle : 100),
  });

  it('has a level between 20 and 235, for each channel of a coloured part its own', () => {
    for (const isGrey of [true, false]) {
      const levels = seedsTo(80).map((seed) => {
        const random = { ...createRandom(seed), pick: <T>(items: readonly T[]) => items[0]! };
        const drawn = [...proceduralTexture(sketchOf({ isGrey }), amplitude, random)(layerOf(2, 2), 1, random)];
        const colour = drawn.slice(0, 3);
        expect(drawn).toEqual([...colour, ...colour, ...colour, ...colour]);
        if (isGrey) expect(new Set(colour).size).toBe(1);
        return colour;
      });
      if (!isGrey) expect(levels.filter((colour) => spread(colour) > 40).length).toBeGreaterThan(50);
      for (const c of [0, 1, 2]) {
        const values = levels.map((colour) => colour[c]!);
        expect(Math.min(...values) >= 20 && Math.min(...values) < 40).toBe(true);
        expect(Math.max(...values) <= 235 && Math.max(...values) > 215).toBe(true);
      }
    }
  });

  it('is of five kinds', () => {
    const drawn = seedsTo(200).map((seed) => {
      const values = [
        ...proceduralTexture(sketchOf(), amplitude, createRandom(seed))(layerOf(48, 32), 1, createRandom(seed)),
      ];
      return spread(values) === 0;
    });
    expect(meanOf(drawn.map(Number))).toBeGreaterThan(0.1);
    expect(meanOf(drawn.map(Number))).toBeLessThan(0.3);
  });

  it.each(['noise', 'stripes', 'squares'] as const)(
    'of %s keeps to its amplitude, and is the same at every size',
    (name) => {
      let widest = 0;
      for (const seed of seedsTo(30)) {
        const small = texture(name, createRandom(seed));
        const middle = (Math.max(...small) + Math.min(...small)) / 2;
        expect(Math.max(...small) - middle).toBeLessThanOrEqual(amplitude + 1e-3);
        widest = Math.max(widest, spread(small));
        const large = texture(name, createRandom(seed), layerOf(48, 32, 2), 2);
        const apart = small.map((value, i) => Math.abs(large[4 * 48 * Math.floor(i / 48) + 2 * (i % 48)]! - value));
        expect(Math.max(...apart)).toBeLessThan(0.01);
      }
      expect(widest).toBeGreaterThan(1.2 * amplitude);
    },
  );

  it('of noise changes little from one pixel to the next', () => {
    for (const seed of seedsTo(30)) {
      const values = texture('noise', createRandom(seed), layerOf(64, 64));
      const steps = values.map((value, i) => (i % 64 ? Math.abs(value - values[i - 1]!) : 0));
      expect(Math.max(...steps)).toBeLessThan(amplitude);
      expect(meanOf(steps)).toBeLessThan(amplitude * 0.2);
    }
    expect(new Set(seedsTo(10).map((seed) => texture('noise', createRandom(seed)).join())).size).toBe(10);
  });

  it.each([0, Math.PI / 2, Math.PI / 4])(
    'of stripes is a sine across them, along the direction drawn (%f)',
    (angle) => {
      for (const wave of [0, 0.25]) {
        texture('stripes', chosen(wave, angle)).forEach((value, i) => {
          const [x, y] = [(i % 48) - 24, Math.floor(i / 48) - 16];
          const phase = (x * Math.cos(angle) + y * Math.sin(angle)) / 16 + wave;
          expect(value).toBeCloseTo(100 + amplitude * Math.sin(2 * Math.PI * phase), 2);
        });
      }
    },
  );

  it('of squares alternates at every side, half as long as the drawn value, in both directions', () => {
    texture('squares', chosen(0, 0)).forEach((value, i) => {
      const [x, y] = [(i % 48) - 24, Math.floor(i / 48) - 16];
      const isOdd = (Math.floor(x / 8) + Math.floor(y / 8)) % 2 !== 0;
      expect(value).toBe(100 + (isOdd ? amplitude : -amplitude));
    });
    // Of 2 px at the least, and of one pixel where that is less.
    const finest = { ...chosen(0, 0), logUniform: () => 1 };
    const row = texture('squares', finest, layerOf(8, 1)).map((value) => Math.sign(value - 100));
    expect(row.map((sign) => sign * row[0]!)).toEqual([1, 1, -1, -1, 1, 1, -1, -1]);
    const tiny = texture('squares', finest, layerOf(8, 1), 0.25).map((value) => Math.sign(value - 100));
    expect(tiny.map((sign) => sign * tiny[0]!)).toEqual([1, -1, 1, -1, 1, -1, 1, -1]);
  });

  it('of speckles has its own deviate in every pixel, of 0.6 of the amplitude', () => {
    const values = texture('speckles', createRandom(3), layerOf(64, 64));
    const level = meanOf(values);
    expect(Math.sqrt(meanOf(values.map((value) => (value - level) ** 2)))).toBeCloseTo(0.6 * amplitude, -0.5);
    const alike = meanOf(values.slice(1).map((value, i) => (value - level) * (values[i]! - level)));
    expect(Math.abs(alike)).toBeLessThan(0.1 * (0.6 * amplitude) ** 2);
  });
});

describe('a channel under a layer', () => {
  it('is that of the picture, row by row', () => {
    const image = places(200, 160);
    const canvas = createCanvas(image, { width: 256, height: 256 }, [image]);
    const layer = layerOf(9, 7);
    for (const c of [0, 1, 2]) {
      const plane = channelOf(canvas, layer, c);
      expect(plane).toHaveLength(63);
      plane.forEach((value, i) => {
        const [x, y] = [96 + (i % 9), 77 + Math.floor(i / 9)];
        expect(value).toBe([x, y, (x + 2 * y) % 256][c]);
      });
    }
  });
});

describe('a piece put in seamlessly', () => {
  /** An even picture that grows brighter along its rows, and a round layer in it. */
  const sloped = createRaster(200, 160);
  for (let i = 0; i < 200 * 160; i++) sloped.data.fill(Math.round(20 + 0.6 * (i % 200)), 3 * i, 3 * i + 3);
  const canvas = createCanvas(sloped, { width: 200, height: 160 }, [sloped]);
  const layer = layerOf(41, 41);
  layer.alpha.forEach((_, i) => (layer.alpha[i] = Math.hypot((i % 41) - 20, Math.floor(i / 41) - 20) < 15 ? 1 : 0));

  it('takes the levels of what surrounds it, whatever its own are', () => {
    for (const level of [0, 90, 250]) {
      const put = seamless(canvas, layer, new Float32Array(layer.alpha.length * 3).fill(level));
      layer.alpha.forEach((alpha, i) => {
        const below = channelOf(canvas, layer, 1)[i]!;
        if (alpha > 0) expect(Math.abs(put[3 * i + 1]! - below)).toBeLessThan(1.5);
      });
    }
  });

  it('keeps its own detail', () => {
    const checked = Float32Array.from({ length: layer.alpha.length * 3 }, (_, i) =>
      (Math.floor(i / 3) % 41) % 2 ? 200 : 160,
    );
    const put = seamless(canvas, layer, checked);
    for (let x = 12; x < 28; x++) {
      const step = put[3 * (20 * 41 + x + 1)]! - put[3 * (20 * 41 + x)]!;
      expect(Math.abs(Math.abs(step) - 40)).toBeLessThan(6);
    }
  });
});
