import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it } from 'vitest';
import { unfitModel } from '#scoring/modelSafety.ts';
import { brightnessModel, fixtureManifest } from '../fixtures/package.ts';

type Field = [number: number, value: number | string | Uint8Array | Field[]];

/** Bytes of a message of these fields. */
function message(fields: readonly Field[]): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const [number, value] of fields) {
    if (typeof value === 'number') writer.uint32(number << 3).int64(value);
    else if (typeof value === 'string') writer.uint32((number << 3) | 2).string(value);
    else writer.uint32((number << 3) | 2).bytes(Array.isArray(value) ? message(value) : value);
  }
  return writer.finish();
}
/** An output of floats with these sides; a text names a side that is not known. */
const output = (name: string, sides: readonly (number | string)[]): Field => [
  12,
  [
    [1, name],
    [
      2,
      [
        [
          1,
          [
            [1, 1],
            [2, sides.map((side): Field => [1, [[typeof side === 'number' ? 1 : 2, side]]])],
          ],
        ],
      ],
    ],
  ],
];
const { mapWidth, mapHeight } = fixtureManifest.outputs;
const modelOf = (...graph: Field[]): Uint8Array =>
  message([
    [1, 8],
    [7, graph],
  ]);
/** One whose outputs are as they should be. */
const modelWith = (...graph: Field[]): Uint8Array =>
  modelOf(...graph, output('score', []), output('map', [mapHeight, mapWidth]));
const refusal = (bytes: Uint8Array): string => unfitModel(bytes, fixtureManifest.outputs) ?? '';
const external: Field[] = [
  [8, 'm'],
  [14, 1],
];
const location: Field[] = [
  [8, 'm'],
  [
    13,
    [
      [1, 'location'],
      [2, 'README.md'],
    ],
  ],
];

describe('the bytes of a model', () => {
  it('are taken where the export wrote them', () => {
    expect(refusal(brightnessModel())).toBe('');
    expect(
      refusal(
        modelWith([
          5,
          [
            [8, 'm'],
            [14, 0],
            [9, new Uint8Array(16)],
          ],
        ]),
      ),
    ).toBe('');
  });

  it.each<[string, Field]>([
    ['an initializer', [5, external]],
    ['an initializer that names a file only', [5, location]],
    [
      'a constant of a node',
      [
        1,
        [
          [4, 'Constant'],
          [
            5,
            [
              [1, 'value'],
              [5, external],
            ],
          ],
        ],
      ],
    ],
    ['a list of constants', [1, [[5, [[10, external]]]]]],
    ['a sparse initializer', [15, [[1, external]]]],
    ['the places of a sparse one', [15, [[2, location]]]],
    ['a sparse constant', [1, [[5, [[22, [[1, external]]]]]]]],
    [
      'the second of two',
      [
        5,
        [
          [14, 0],
          [14, 1],
        ],
      ],
    ],
  ])('are refused where weights lie outside them: %s', (_, field) => {
    expect(refusal(modelWith(field))).toContain('weights outside its file');
  });

  it('are refused where they may loop, or are not of ONNX alone', () => {
    expect(
      refusal(
        modelWith([
          1,
          [
            [4, 'Loop'],
            [5, [[6, []]]],
          ],
        ]),
      ),
    ).toContain('a graph inside a node');
    expect(refusal(modelWith([1, [[5, [[11, []]]]]]))).toContain('graphs inside a node');
    expect(refusal(modelWith([1, [[7, 'com.microsoft']]]))).toContain('operators of com.microsoft');
    expect(refusal(modelWith([1, [[7, 'ai.onnx']]]))).toBe('');
    expect(refusal(message([[25, []]]))).toContain('functions');
    expect(refusal(message([[20, []]]))).toContain('training');
  });

  it.each<[string, (number | string)[], (number | string)[]]>([
    ['gives a map of 20000 × 20000 instead of 96 × 64', [], [20_000, 20_000]],
    ['gives a map of 64 × 96 instead of 96 × 64', [], [mapWidth, mapHeight]],
    ['gives a map of ? × 64 instead of 96 × 64', [1], [mapHeight, 'columns']],
    ['gives a map of 96 × 64 × 1 instead of 96 × 64', [], [1, mapHeight, mapWidth]],
    ['gives 3 scores for a picture', [3], [mapHeight, mapWidth]],
    ['gives ? scores for a picture', ['n'], [mapHeight, mapWidth]],
  ])('are refused before they run where they declare other outputs than were promised: %s', (said, score, map) => {
    expect(refusal(modelOf(output('score', score), output('map', map)))).toBe(said);
  });

  it('are refused where they declare no map, or no sides of one', () => {
    expect(refusal(modelOf(output('score', [])))).toBe('has no score or no map');
    const bare: Field = [
      12,
      [
        [1, 'map'],
        [2, [[1, [[1, 1]]]]],
      ],
    ];
    expect(refusal(modelOf(output('score', []), bare))).toBe('gives a map of ? instead of 96 × 64');
  });

  it('are refused where they are no message, or may be read as another format', () => {
    const whole = brightnessModel();
    for (const bytes of [whole.subarray(0, whole.length - 3), new Uint8Array(64), Uint8Array.of(0x3a, 200, 1)])
      expect(refusal(bytes)).toContain('not in ONNX format');
    const flat = message([[2, 'xxORTM']]);
    expect(String.fromCharCode(...flat.subarray(4, 8))).toBe('ORTM');
    expect(refusal(flat)).toContain('not in ONNX format');
    expect(refusal(message([[7, 3]]))).toContain('not in ONNX format'); // a number where the graph should be
    expect(refusal(Uint8Array.of(0x3a, 4, 0x0a, 9, 0, 0))).toContain('not in ONNX format'); // longer than what holds it
  });
});
