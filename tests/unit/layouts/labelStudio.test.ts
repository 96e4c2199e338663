import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brushRuns } from '#studio/dataset/layouts/annotations/brushRuns.ts';
import { drawnShapes, understand } from '../../fixtures/layouts.ts';

/** A mask of 5 × 4 pixels as Label Studio's own converter writes it. */
const written = [...[0, 0, 0, 80, 57, 27, 252, 224, 17, 255, 219], ...[0, 183, 255, 108, 2, 63, 252, 46, 1, 31, 248]];
const rows = ['..#..', '.###.', '..#..', '....#'];

/** Runs and single values in turn, as rle-pack may write them, by the widths of its four fields of lengths. */
function pack(
  values: readonly number[],
  sizes: readonly [number, number, number, number],
  areLiteral: boolean,
): number[] {
  const bits = (value: number, size: number): string => value.toString(2).padStart(size, '0');
  let text = bits(values.length, 32) + bits(7, 5) + sizes.map((size) => bits(size - 1, 4)).join('');
  for (let at = 0; at < values.length;) {
    let end = at + 1;
    while (end < values.length && values[end] === values[at] && end - at < 2 ** sizes[3]) end++;
    const isRun = !areLiteral || end - at > 2;
    if (!isRun) end = Math.min(values.length, at + 2 ** sizes[0]);
    const field = sizes.findIndex((size) => end - at <= 2 ** size);
    text += (isRun ? '1' : '0') + bits(field, 2) + bits(end - at - 1, sizes[field]!);
    text += isRun
      ? bits(values[at]!, 8)
      : values
          .slice(at, end)
          .map((value) => bits(value, 8))
          .join('');
    at = end;
  }
  return text.match(/.{1,8}/g)!.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}
const rgba = (alpha: readonly number[]): number[] => alpha.flatMap((value) => [120, 30, 200, value]);
const runsOf = (alpha: readonly number[]): number[] =>
  alpha.reduce<number[]>(
    (runs, value) => {
      if (value > 127 === (runs.length % 2 === 0)) runs[runs.length - 1]!++;
      else runs.push(1);
      return runs;
    },
    [0],
  );

describe('brushes of Label Studio', () => {
  it('are read as their own converter writes them', () => {
    expect(brushRuns(written, 20)).toEqual(runsOf([...rows.join('')].map((sign) => (sign === '#' ? 255 : 0))));
  });

  it('are read whatever is written as runs and whatever value by value', () => {
    const alpha = fc.array(fc.constantFrom(0, 0, 128, 255, 127), { minLength: 1, maxLength: 300 });
    const sizes = fc.constantFrom<[number, number, number, number]>([3, 4, 8, 16], [1, 2, 4, 6], [2, 2, 2, 2]);
    fc.assert(
      fc.property(alpha, sizes, fc.boolean(), (values, fields, areLiteral) => {
        expect(brushRuns(pack(rgba(values), fields, areLiteral), values.length)).toEqual(runsOf(values));
      }),
    );
  });

  it('are refused where they are cut off, or of another picture', () => {
    expect(brushRuns(written.slice(0, -2), 20)).toBeNull();
    expect(brushRuns(written, 21)).toBeNull();
    expect(brushRuns([], 20)).toBeNull();
  });
});

const region = (type: string, value: object, more: object = {}): object => ({
  ...{ type, original_width: 20, original_height: 10, image_rotation: 0, from_name: 'tag', to_name: 'image' },
  ...{ value: { [type]: ['dent'], ...value }, ...more },
});
const task = (image: string, ...result: object[]): object => ({
  ...{ id: 1, data: { image }, annotations: [{ id: 1, was_cancelled: false, result }] },
});
const file = (...tasks: object[]): Record<string, string> => ({ 'project-1.json': JSON.stringify(tasks) });

describe('Label Studio', () => {
  it('gives brushes, polygons, boxes and ellipses, in per cent of the picture, by the name before its upload', async () => {
    const brush = {
      ...{ type: 'brushlabels', original_width: 5, original_height: 4 },
      value: { format: 'rle', rle: written, brushlabels: ['chip'] },
    };
    const shapes = [
      region('polygonlabels', {
        points: [
          [10, 10],
          [50, 10],
          [50, 60],
        ],
      }),
      region('rectanglelabels', { x: 50, y: 20, width: 25, height: 40, rotation: 0 }),
      region('rectanglelabels', { x: 50, y: 20, width: 25, height: 40, rotation: 90 }),
      region('ellipselabels', { x: 50, y: 50, radiusX: 10, radiusY: 20, rotation: 0 }),
    ];
    const texts = file(
      task('/data/upload/1/0a1b2c3d-2.png', brush),
      task('/data/local-files/?d=line%2F3.png', ...shapes),
      task('s3://bucket/4.png'),
      { ...task('5.png', shapes[0]!), annotations: [{ was_cancelled: true, result: [shapes[0]] }] },
    );
    const { layout, said, reading, notes } = await understand(
      ['1.png', '2.png', 'line/3.png', '4.png', '5.png'],
      texts,
    );
    expect(layout).toBe('labelstudio');
    expect(notes).not.toContain('marksBadMask');
    expect(said).toMatchObject({ '2.png': '? chip - shapes:1', 'line/3.png': '? dent - shapes:4' });
    const of = (path: string) => reading.images.find((image) => image.path === path)!.shapes!.shapes;
    const mask = drawnShapes(
      of('2.png').map(({ shape }) => shape),
      { width: 5, height: 4 },
    );
    expect([...mask.data].map((value) => (value ? '#' : '.')).join('')).toBe(rows.join(''));
    expect(of('line/3.png').map(({ shape }) => shape)).toEqual([
      {
        form: 'polygon',
        points: [
          [2, 1],
          [10, 1],
          [10, 6],
        ],
      },
      {
        form: 'polygon',
        points: [
          [10, 2],
          [15, 2],
          [15, 6],
          [10, 6],
        ],
      },
      {
        form: 'polygon',
        points: [
          [10, 2],
          [10, 7],
          [6, 7],
          [6, 2],
        ].map(([x, y]) => [expect.closeTo(x!, 9), expect.closeTo(y!, 9)]),
      },
      { form: 'ellipse', x: 10, y: 5, rx: 2, ry: 2, angle: 0 },
    ]);
  });

  it.each([
    ['a brush that is cut off', region('brushlabels', { format: 'rle', rle: [0, 0] }), 'marksBadMask'],
    ['a key point', region('keypointlabels', { x: 5, y: 5 }), 'marksOfTypes'],
    ['a choice of the whole picture', region('choices', { choices: ['bad'] }), 'marksNowhere'],
    [
      'a picture that was turned',
      region('rectanglelabels', { x: 1, y: 1, width: 5, height: 5 }, { image_rotation: 90 }),
      'marksOfTypes',
    ],
  ])('names %s, and does not draw it', async (_, result, note) => {
    const { notes } = await understand(['1.png', '2.png'], file(task('2.png', result)));
    expect(notes).toContain(note);
  });
});
