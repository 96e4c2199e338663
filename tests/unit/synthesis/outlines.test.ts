import { describe, expect, it } from 'vitest';
import { type Random, createRandom } from '#shared/vision/random.ts';
import { createRaster } from '#shared/vision/raster.ts';
import { type Canvas, type Layer, createCanvas } from '#shared/vision/synthesis/canvas.ts';
import { blob, box, noisePatch, randomWalk, stroke } from '#shared/vision/synthesis/outlines.ts';

/** A picture of `scale` pixels for each at 256. */
const canvasAt = (scale: number): Canvas => {
  const image = createRaster(256 * scale, 256 * scale);
  return createCanvas(image, { width: 256, height: 256 }, [image]);
};
const canvas = canvasAt(1);
/** Takes the upper end of every logarithmic range and the lower of every even one: round, smooth, square. */
const plain: Random = { ...createRandom(5), logUniform: (_, high) => high, uniform: (low) => low };
const middle = { x: 128, y: 100 };

const area = ({ alpha }: Layer): number => alpha.reduce((sum, value) => sum + value, 0);
/** Mean place and spread of a layer along a direction, px of the picture. */
function moments(
  { left, top, width, alpha }: Layer,
  angle = 0,
): { x: number; y: number; along: number; across: number } {
  let [sum, x, y] = [0, 0, 0];
  alpha.forEach((value, i) => {
    sum += value;
    x += value * ((i % width) + left);
    y += value * (Math.floor(i / width) + top);
  });
  const [meanX, meanY] = [x / sum, y / sum];
  let [along, across] = [0, 0];
  alpha.forEach((value, i) => {
    const [dx, dy] = [(i % width) + left - meanX, Math.floor(i / width) + top - meanY];
    along += value * (dx * Math.cos(angle) + dy * Math.sin(angle)) ** 2;
    across += value * (dy * Math.cos(angle) - dx * Math.sin(angle)) ** 2;
  });
  return { x: meanX, y: meanY, along: Math.sqrt(along / sum), across: Math.sqrt(across / sum) };
}

describe('shapes of defects', () => {
  it.each([1, 1.5, 4])('are as large as stated, and where, at %f pixels for each', (scale) => {
    for (const layer of [blob(middle, 20, 0.3, plain)(canvasAt(scale)), box(middle, 20, 0.3, plain)(canvasAt(scale))]) {
      const { x, y } = moments(layer);
      expect(x).toBeCloseTo(128 * scale - 0.5, 1);
      expect(y).toBeCloseTo(100 * scale - 0.5, 1);
    }
    expect(area(blob(middle, 20, 0.3, plain)(canvasAt(scale))) / (Math.PI * 400 * scale ** 2)).toBeCloseTo(1, 1);
    expect(area(box(middle, 20, 0.3, plain)(canvasAt(scale))) / (1600 * scale ** 2)).toBeCloseTo(1, 1);
  });

  it('are discs and squares to a hundredth of their area, and opaque inside', () => {
    expect(area(blob(middle, 30, 0, plain)(canvas)) / (Math.PI * 900)).toBeCloseTo(1, 2);
    const square = box(middle, 30, 0.7, plain)(canvas);
    expect(area(square) / 3600).toBeCloseTo(1, 2);
    expect(Math.max(...square.alpha)).toBe(1);
    const disc = blob(middle, 30, 0, plain)(canvas);
    disc.alpha.forEach((value, i) => {
      const distance = Math.hypot((i % disc.width) + disc.left - 127.5, Math.floor(i / disc.width) + disc.top - 99.5);
      expect(value).toBeCloseTo(Math.min(Math.max(30.5 - distance, 0), 1), 4);
    });
  });

  it('are turned by their angle, longer along it than across', () => {
    const flat: Random = { ...plain, logUniform: (low) => low };
    for (const angle of [0, 0.6, Math.PI / 2, 2.5]) {
      // An even ellipse of half axes a and b spreads by a/2 and b/2, a rectangle by a/√3 and b/√3.
      const ellipse = moments(blob(middle, 40, angle, flat)(canvas), angle);
      expect(ellipse.along).toBeCloseTo(20, 0);
      expect(ellipse.across).toBeCloseTo(6, 0); // 0.3 of 40
      const rectangle = moments(box(middle, 40, angle, flat)(canvas), angle);
      expect(rectangle.along).toBeCloseTo(40 / Math.sqrt(3), 0);
      expect(rectangle.across).toBeCloseTo(8 / Math.sqrt(3), 0); // 0.2 of 40
    }
  });

  it('lose nothing by a soft border: it lies on both sides of the hard one', () => {
    for (const make of [blob, box]) {
      const [hard, soft] = [0, 3].map((edge) => make(middle, 20, 0, plain, edge)(canvas));
      expect(area(soft!)).toBeCloseTo(area(hard!), 0);
      expect(soft!.alpha.filter((value) => value > 0.02 && value < 0.98).length).toBeGreaterThan(
        2 * hard!.alpha.filter((value) => value > 0.02 && value < 0.98).length,
      );
    }
  });

  it('have an outline as rough as drawn, within its bounds, and the same at every size', () => {
    /** The largest roughness, with a lattice of its own draws, the same each time. */
    const rough = (): Random => {
      const own = createRandom(5);
      return {
        ...own,
        logUniform: (_, high) => high,
        uniform: (low, high) => (low < 0 ? own.uniform(low, high) : high),
      };
    };
    const layer = blob(middle, 30, 0, rough())(canvas);
    const radii: number[] = [];
    layer.alpha.forEach((value, i) => {
      const distance = Math.hypot(
        (i % layer.width) + layer.left - 127.5,
        Math.floor(i / layer.width) + layer.top - 99.5,
      );
      if (value > 0.25 && value < 0.75) radii.push(distance);
      if (distance > 30 * 1.35 + 1) expect(value).toBe(0);
      if (distance < 30 * 0.65 - 1) expect(value).toBe(1);
    });
    expect(Math.max(...radii) - Math.min(...radii)).toBeGreaterThan(3);
    const large = blob(middle, 30, 0, rough())(canvasAt(2));
    expect(area(large) / 4).toBeGreaterThan(0.97 * area(layer));
    expect(area(large) / 4).toBeLessThan(1.03 * area(layer));
  });

  it('still show a dot where they are smaller than a pixel', () => {
    expect(Math.max(...blob(middle, 0.1, 0, plain)(canvas).alpha)).toBeGreaterThan(0.3);
    expect(Math.max(...box(middle, 0.5, 0, plain)(canvas).alpha)).toBeGreaterThan(0.3);
  });
});

/** Alpha at a pixel of the picture; nothing outside the layer's box. */
const alphaAt = ({ left, top, width, height, alpha }: Layer, x: number, y: number): number =>
  x < left || y < top || x >= left + width || y >= top + height ? 0 : alpha[(y - top) * width + x - left]!;
/** Takes the lower end of every range: thin shapes, smooth. */
const thin: Random = { ...createRandom(5), logUniform: (low) => low, uniform: (low) => low };
const line = [
  { x: 90.5, y: 101.2 },
  { x: 150.3, y: 120.7 },
] as const;

describe('soft borders', () => {
  it.each([0.5, 1, 3])('spread by their own variance and nothing is cut off, at %f pixels for each', (scale) => {
    const shapes = [
      (edge: number) => blob(middle, 20, 0, thin, edge),
      (edge: number) => blob(middle, 20, 0.8, plain, edge),
      (edge: number) => box(middle, 20, 0.8, thin, edge),
      (edge: number) => noisePatch(middle, 20, createRandom(4), edge),
      (edge: number) => stroke(line, [5, 5], edge),
    ];
    for (const shape of shapes) {
      for (const edge of [1, 3]) {
        const [hard, soft] = [0, edge].map((one) => shape(one)(canvasAt(scale))) as [Layer, Layer];
        expect(area(soft) / area(hard)).toBeCloseTo(1, 2);
        const [before, after] = [moments(hard), moments(soft)];
        for (const axis of ['along', 'across'] as const) {
          const added = (after[axis] ** 2 - before[axis] ** 2) / (edge * scale) ** 2;
          expect(Math.abs(added - 1)).toBeLessThan(0.2); // a kernel ends at three deviations
        }
      }
    }
  });

  it('are the same shape at every size', () => {
    const shapes = [
      noisePatch(middle, 20, createRandom(4)),
      noisePatch(middle, 20, createRandom(4), 2),
      stroke(line, [5, 2], 2),
      box(middle, 20, 0.8, thin, 2),
    ];
    for (const shape of shapes) {
      const [small, large] = [shape(canvasAt(1)), shape(canvasAt(3))];
      expect(area(large) / 9 / area(small)).toBeCloseTo(1, 1);
      expect(moments(large).along / 3).toBeCloseTo(moments(small).along, 0);
      expect(moments(large).across / 3).toBeCloseTo(moments(small).across, 0);
    }
  });
});

describe('ragged patches', () => {
  it('cover from 15 to 50 % of their round, fading to its rim, and nothing outside', () => {
    for (let seed = 0; seed < 20; seed++) {
      const layer = noisePatch(middle, 40, createRandom(seed))(canvas);
      const round = Math.PI * 40 ** 2;
      const marked = layer.alpha.filter((value) => value > 0).length;
      expect(marked / round).toBeGreaterThan(0.08);
      expect(marked / round).toBeLessThan(0.65);
      layer.alpha.forEach((value, i) => {
        const distance = Math.hypot(
          (i % layer.width) + layer.left - 127.5,
          Math.floor(i / layer.width) + layer.top - 99.5,
        );
        const most = Math.min(Math.max((1 - distance / 40) * 20, 0), 1);
        expect(value === 0 || Math.abs(value - most) < 1e-4).toBe(true);
      });
    }
  });
});

describe('strokes', () => {
  it('have the width of the pen and the length of the line, with round ends', () => {
    for (const [from, to] of [
      [
        { x: 60, y: 100 },
        { x: 160, y: 100 },
      ],
      [
        { x: 100, y: 60 },
        { x: 100, y: 160 },
      ],
      [
        { x: 60, y: 60 },
        { x: 140, y: 120 },
      ],
    ] as const) {
      for (const scale of [1, 2]) {
        const layer = stroke([from, to], [6, 6])(canvasAt(scale));
        expect(area(layer) / scale ** 2 / (600 + Math.PI * 9)).toBeCloseTo(1, 1);
        expect(moments(layer).x).toBeCloseTo(((from.x + to.x) / 2) * scale - 0.5, 1);
        expect(moments(layer).y).toBeCloseTo(((from.y + to.y) / 2) * scale - 0.5, 1);
      }
    }
  });

  it('grow thinner where the pen does, join without a gap, and stay faint where thinner than a pixel', () => {
    const wedge = stroke(
      [
        { x: 50, y: 100 },
        { x: 150, y: 100 },
      ],
      [10, 2],
    )(canvas);
    const widthAt = (x: number): number => {
      let sum = 0;
      for (let y = 0; y < wedge.height; y++) sum += wedge.alpha[y * wedge.width + x - wedge.left]!;
      return sum;
    };
    expect(widthAt(60)).toBeCloseTo(10 - 8 * 0.105, 0);
    expect(widthAt(140)).toBeCloseTo(10 - 8 * 0.905, 0);
    const bent = stroke(
      [
        { x: 50, y: 50 },
        { x: 100, y: 50 },
        { x: 100, y: 100 },
      ],
      [4, 4, 4],
    )(canvas);
    expect(area(bent) / (400 + Math.PI * 4)).toBeCloseTo(1, 1);
    expect(
      Math.max(
        ...stroke(
          [
            { x: 50.5, y: 50.5 },
            { x: 60.5, y: 50.5 },
          ],
          [0.1, 0.1],
        )(canvas).alpha,
      ),
    ).toBeCloseTo(0.4, 2);
    const soft = stroke(
      [
        { x: 60, y: 100 },
        { x: 160, y: 100 },
      ],
      [6, 6],
      2,
    )(canvas);
    expect(area(soft) / (600 + Math.PI * 9)).toBeCloseTo(1, 1);
  });
});

describe('a stroke of one line', () => {
  /** Alpha of a round pen by the distance from the line, for pens of a pixel and more. */
  const capsule = (x: number, y: number, width: number): number => {
    const [from, to] = line.map((point) => ({ x: point.x - 0.5, y: point.y - 0.5 })) as [typeof middle, typeof middle];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const t = Math.min(Math.max(((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy), 0), 1);
    const distance = Math.hypot(x - from.x - t * dx, y - from.y - t * dy);
    return Math.min(Math.max(width / 2 + 0.5 - distance, 0), 1);
  };

  it.each([1, 6, 11])('is all that lies within half of its width (%f px), to the pixel', (width) => {
    const layer = stroke(line, [width, width])(canvas);
    for (let y = 80; y < 145; y++) {
      for (let x = 70; x < 172; x++) {
        if (Math.abs(alphaAt(layer, x, y) - capsule(x, y, width)) > 1e-4) expect([x, y]).toBe('as far as its line');
      }
    }
  });

  it('has a box no larger than it needs, by two pixels', () => {
    for (const [width, edge] of [
      [6, 0],
      [6, 2],
    ] as const) {
      const { left, top, width: columns, height: rows } = stroke(line, [width, width], edge)(canvas);
      const reach = width / 2 + 3 * edge + 4;
      expect(left).toBeGreaterThanOrEqual(line[0].x - reach);
      expect(left + columns).toBeLessThanOrEqual(line[1].x + reach + 1);
      expect(top).toBeGreaterThanOrEqual(line[0].y - reach);
      expect(top + rows).toBeLessThanOrEqual(line[1].y + reach + 1);
    }
  });

  it('across the picture’s border is cut there and changes nothing else', () => {
    for (const [x, y] of [
      [0, 128],
      [256, 128],
      [128, 0],
      [128, 256],
    ] as const) {
      const around = [
        { x: x - 30, y: y - 22 },
        { x: x + 30, y: y + 26 },
      ];
      // The same on a picture with room to all sides.
      const roomy = createCanvas(createRaster(512, 512), { width: 512, height: 512 }, []);
      const moved = around.map((point) => ({ x: point.x + 128, y: point.y + 128 }));
      const [cut, whole] = [stroke(around, [7, 4])(canvas), stroke(moved, [7, 4])(roomy)];
      for (let row = 0; row < 256; row++) {
        for (let column = 0; column < 256; column++) {
          const apart = alphaAt(cut, column, row) - alphaAt(whole, column + 128, row + 128);
          if (Math.abs(apart) > 1e-5) expect([column, row, apart]).toBe('the same');
        }
      }
    }
  });

  it('is as dark where its parts overlap as each of them is', () => {
    const points = [
      { x: 100, y: 100 },
      { x: 130, y: 100 },
      { x: 100, y: 101 },
    ];
    const [both, first, second] = [points, points.slice(0, 2), points.slice(1)].map((path) =>
      stroke(path, [4, 4, 4])(canvas),
    ) as [Layer, Layer, Layer];
    for (let y = 90; y < 110; y++) {
      for (let x = 90; x < 140; x++)
        expect(alphaAt(both, x, y)).toBeCloseTo(Math.max(alphaAt(first, x, y), alphaAt(second, x, y)), 5);
    }
  });
});

describe('a disc', () => {
  it('is all that lies within its radius, to the pixel, wherever its middle is', () => {
    for (const shift of [0, 0.25, 0.5]) {
      const disc = blob({ x: 128 + shift, y: 100 + shift }, 12, 0, plain)(canvas);
      for (let y = 80; y < 120; y++) {
        for (let x = 108; x < 150; x++) {
          const distance = Math.hypot(x - 127.5 - shift, y - 99.5 - shift);
          expect(alphaAt(disc, x, y)).toBeCloseTo(Math.min(Math.max(12.5 - distance, 0), 1), 4);
        }
      }
    }
  });
});

describe('a random walk', () => {
  it('without turns is straight, of its length, through its start in the middle', () => {
    const points = randomWalk(middle, 60, 0.5, 0, createRandom(2));
    const [first, last] = [points[0]!, points.at(-1)!];
    expect(Math.hypot(last.x - first.x, last.y - first.y)).toBeCloseTo(60, 9);
    expect(Math.atan2(last.y - first.y, last.x - first.x)).toBeCloseTo(0.5, 9);
    const centre = points[points.length >> 1]!;
    expect([centre.x, centre.y]).toEqual([expect.closeTo(128, 9), expect.closeTo(100, 9)]);
  });

  it('makes steps of 3 to 9 px, from 2 to 30 of them, each of the same length', () => {
    for (const [length, fewest, most] of [
      [1, 2, 2],
      [60, 7, 20],
      [1000, 30, 30],
    ]) {
      for (let seed = 0; seed < 20; seed++) {
        const points = randomWalk(middle, length!, 1, 0.3, createRandom(seed));
        expect(points.length - 1).toBeGreaterThanOrEqual(fewest!);
        expect(points.length - 1).toBeLessThanOrEqual(most!);
        points.slice(1).forEach((point, i) => {
          const step = Math.hypot(point.x - points[i]!.x, point.y - points[i]!.y);
          expect(step).toBeCloseTo(length! / (points.length - 1), 9);
        });
      }
    }
  });
});
