import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportNoteCode } from '#shared/domain/importNotes.ts';
import { drawnShapes, understand } from '../../fixtures/layouts.ts';

type Written = Record<string, string>;

const coco = (...annotations: object[]): Written => ({
  'coco.json': JSON.stringify({
    images: [{ id: 1, file_name: '2.png', width: 20, height: 18 }],
    annotations: annotations.map((annotation) => ({ image_id: 1, category_id: 1, ...annotation })),
    categories: [{ id: 1, name: 'dent' }],
  }),
});
const cvat = (...elements: string[]): Written => ({
  'annotations.xml': `<annotations><image name="2.png" width="20" height="18">${elements.join('')}</image></annotations>`,
});
const labelme = (...shapes: object[]): Written => ({
  '2.json': JSON.stringify({
    imageWidth: 20,
    imageHeight: 18,
    shapes: shapes.map((shape) => ({ label: 'dent', ...shape })),
  }),
});
const voc = (...objects: string[]): Written => ({
  '2.xml': `<annotation><filename>2.png</filename><size><width>20</width><height>18</height></size>${objects
    .map((object) => `<object><name>dent</name>${object}</object>`)
    .join('')}</annotation>`,
});
const yolo = (...rows: string[]): Written => ({ '2.txt': rows.join('\n'), 'classes.txt': 'dent' });
const bndbox = (xmin: string, ymin: string, xmax: string, ymax: string): string =>
  `<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`;

const line = [
  [2, 2],
  [9, 9],
];
/** What a file marks, the note on it, and the type that the note names. */
const undrawable: [string, Written, ImportNoteCode, string][] = [
  ['COCO: a class alone', coco({}), 'marksNowhere', 'category × 1'],
  ['COCO: no box and no outline', coco({ segmentation: [], bbox: null }), 'marksNowhere', 'category × 1'],
  ['COCO: key points', coco({ keypoints: [1, 2, 2] }), 'marksOfTypes', 'keypoints × 1'],
  ['COCO: two points, whatever the box', coco({ segmentation: [[1, 1, 4, 4]], bbox: [1, 1, 3, 3] }), ...few('segm')],
  ['COCO: half a point', coco({ segmentation: [[1, 1, 4, 1, 4, 4, 1]] }), 'marksNotNumbers', 'segmentation × 1'],
  ['COCO: text for a number', coco({ segmentation: [[1, 1, 4, 'x', 4, 4]] }), 'marksNotNumbers', 'segmentation × 1'],
  ['COCO: null for a number', coco({ bbox: [1, 1, null, 3] }), 'marksNotNumbers', 'bbox × 1'],
  ['COCO: a box of three numbers', coco({ bbox: [1, 1, 3] }), 'marksNotNumbers', 'bbox × 1'],
  ['COCO: a box of no width', coco({ bbox: [1, 1, 0, 3] }), 'marksNoArea', 'bbox × 1'],
  ['COCO: runs that are too short', coco({ segmentation: { size: [18, 20], counts: [3, 2, 1] } }), ...bad('segm')],
  ['COCO: runs of another size', coco({ segmentation: { size: [2, 3], counts: [3, 2, 1] } }), ...bad('segm')],
  ['COCO: runs without a size', coco({ segmentation: { counts: '537N' } }), ...bad('segm')],
  ['COCO: an outline beside the picture', coco({ segmentation: [[30, 2, 40, 2, 40, 9]] }), ...beside('polygon')],
  ['CVAT: a polyline', cvat('<polyline label="dent" points="1,1;5,5"/>'), 'marksOfTypes', 'polyline × 1'],
  ['CVAT: points', cvat('<points label="dent" points="1,1;5,5"/>'), 'marksOfTypes', 'points × 1'],
  ['CVAT: a cuboid', cvat('<cuboid label="dent" xtl1="1"/>'), 'marksOfTypes', 'cuboid × 1'],
  ['CVAT: a skeleton', cvat('<skeleton label="dent"><points/></skeleton>'), 'marksOfTypes', 'skeleton × 1'],
  ['CVAT: a tag', cvat('<tag label="dent"/>'), 'marksNowhere', 'tag × 1'],
  ['CVAT: a polygon of two points', cvat('<polygon label="dent" points="1,1;5,5"/>'), ...few('polygon')],
  ['CVAT: a polygon of text', cvat('<polygon label="dent" points="1,1;5,x;3,3;1,5"/>'), ...odd('polygon')],
  ['CVAT: a box without a side', cvat('<box label="dent" xtl="1" ytl="1" xbr="4"/>'), ...odd('box')],
  ['CVAT: an ellipse of no height', cvat('<ellipse label="dent" cx="5" cy="5" rx="2" ry="0"/>'), ...flat('ellipse')],
  ['CVAT: a mask of wrong length', cvat(mask('1,2', 2, 2)), ...bad('mask')],
  ['CVAT: a mask of text', cvat(mask('1,x,3', 2, 2)), ...bad('mask')],
  ['CVAT: a mask without end', cvat(mask('1,999999999999999', 1e8, 1e7)), ...bad('mask')],
  [
    'CVAT: a box beside the picture',
    cvat('<box label="dent" xtl="30" ytl="1" xbr="40" ybr="4"/>'),
    ...beside('polygon'),
  ],
  ['VOC: no box', voc(''), 'marksNowhere', 'object × 1'],
  ['VOC: a turned box', voc('<robndbox><cx>4</cx></robndbox>'), 'marksOfTypes', 'robndbox × 1'],
  ['VOC: a box of text', voc(bndbox('2', 'x', '8', '9')), ...odd('bndbox')],
  ['VOC: a box without a side', voc(bndbox('', '2', '8', '9')), ...odd('bndbox')],
  ['VOC: a box of no width', voc(bndbox('2', '2', '2', '9')), ...flat('bndbox')],
  ['VOC: a polygon of two', voc('<polygon><x1>1</x1><y1>1</y1><x2>5</x2><y2>5</y2></polygon>'), ...few('polygon')],
  ['labelme: a line', labelme({ shape_type: 'line', points: line }), 'marksOfTypes', 'line × 1'],
  ['labelme: a point', labelme({ shape_type: 'point', points: [[2, 2]] }), 'marksOfTypes', 'point × 1'],
  [
    'labelme: a type to come',
    labelme({ shape_type: 'cuboid', points: [...line, [3, 9]] }),
    'marksOfTypes',
    'cuboid × 1',
  ],
  ['labelme: a polygon of two points', labelme({ shape_type: 'polygon', points: line }), ...few('polygon')],
  ['labelme: no points', labelme({}), ...few('polygon')],
  ['labelme: points of text', labelme({ points: [...line, ['a', 2]] }), ...odd('polygon')],
  ['labelme: one corner', labelme({ shape_type: 'rectangle', points: [[1, 1]] }), ...few('rectangle')],
  ['labelme: a circle of no size', labelme({ shape_type: 'circle', points: [line[0], line[0]] }), ...flat('circle')],
  ['labelme: a mask that is no PNG', labelme({ shape_type: 'mask', points: line, mask: 'aGVsbG8=' }), ...bad('mask')],
  [
    'labelme: a polygon beside',
    labelme({ points: line.concat([[2, 9]]).map(([x, y]) => [x! - 50, y]) }),
    ...beside('polygon'),
  ],
  ['labelme: a flag', { '2.json': '{"shapes": [], "flags": {"dent": true}}' }, 'marksNowhere', 'flag × 1'],
  ['YOLO: a box in pixels', yolo('0 120 90 20 20'), ...beside('polygon')],
  ['YOLO: a box of no height', yolo('0 0.5 0.5 0.2 0'), ...flat('box')],
  ['YOLO: half a point', yolo('0 0.1 0.1 0.3 0.1 0.3 0.3 0.2'), ...odd('polygon')],
];
function few(type: string): [ImportNoteCode, string] {
  return ['marksFewPoints', type];
}
function bad(type: string): [ImportNoteCode, string] {
  return ['marksBadMask', type];
}
function odd(type: string): [ImportNoteCode, string] {
  return ['marksNotNumbers', type];
}
function flat(type: string): [ImportNoteCode, string] {
  return ['marksNoArea', type];
}
function beside(type: string): [ImportNoteCode, string] {
  return ['marksOutside', type];
}
function mask(rle: string, width: number, height: number): string {
  return `<mask label="dent" rle="${rle}" left="1" top="1" width="${width}" height="${height}"/>`;
}

describe('a mark that gives no area', () => {
  it.each(undrawable)('makes its picture defective without a mask, and is named: %s', async (_, texts, code, type) => {
    const { reading, notes } = await understand(['1.png', '2.png'], texts);
    const image = reading.images.find(({ path }) => path === '2.png')!;
    expect(image).toMatchObject({ kind: 'dent', shapes: null, isMarked: true });
    expect(image.label).not.toBe('normal');
    const note = reading.notes.find((one) => one.code === code);
    expect([note?.values['n'], note?.values['of'], note?.values['first']]).toEqual([1, 1, '2.png (dent)']);
    expect(String(note?.values['types'])).toContain(type);
    expect(note?.message).toContain('2.png (dent)');
    expect(notes.filter((one) => one.startsWith('marks'))).toEqual([code]);
  });

  it('leaves its picture without half a mask, and the other pictures theirs', async () => {
    const both = {
      images: [1, 2].map((id) => ({ id, file_name: `${id}.png`, width: 20, height: 18 })),
      annotations: [
        { image_id: 1, bbox: [2, 2, 4, 4] },
        { image_id: 2, bbox: [2, 2, 4, 4] },
        { image_id: 2, segmentation: [[1, 1, 2, 2]] },
      ],
    };
    const { said, reading } = await understand(['1.png', '2.png'], { 'a.json': JSON.stringify(both) });
    expect(said).toEqual({ '1.png': '? defect - shapes:1', '2.png': '? defect -' });
    expect(reading.notes.map(({ code, values }) => [code, values['n']])).toEqual([['marksFewPoints', 1]]);
  });

  it('is none where its label says good or background, and need not be named beside a mask file', async () => {
    const good = cvat('<tag label="good"/>', '<polyline label="background" points="1,1;5,5"/>');
    const { said, notes } = await understand(['2.png'], good);
    expect([said, notes]).toEqual([{ '2.png': 'normal - -' }, []]);
    const masked = await understand(['images/2.png', 'masks/2.png'], cvat('<tag label="dent"/>'));
    expect([masked.said, masked.notes]).toEqual([{ 'images/2.png': '? dent - masks:1' }, []]);
  });

  it.each([
    ['CVAT', cvat('<tag label="Verified"/>', '<tag label="ok"/>', '<tag label="geprüft"/>'), 2],
    ['labelme', { '2.json': '{"shapes": [], "flags": {"reviewed by Anna": true, "gut": true, "dent": false}}' }, 1],
  ])('of a whole picture that tells of the work on it is set aside with a word (%s)', async (_, texts, n) => {
    const { said, reading } = await understand(['2.png'], texts);
    expect(said).toEqual({ '2.png': 'normal - -' });
    expect(reading.notes.map(({ code, values }) => [code, values['n']])).toEqual([['tagsAside', n]]);
  });

  it('of a whole picture that calls it good is named where anything else calls it defective', async () => {
    const both = cvat('<tag label="good"/>', '<box label="dent" xtl="2" ytl="2" xbr="6" ybr="6"/>');
    const marked = await understand(['2.png'], both);
    expect([marked.said, marked.notes]).toEqual([{ '2.png': '? dent - shapes:1' }, ['tagsContrary']]);
    const placed = await understand(['bad/2.png', 'good/1.png'], cvat('<tag label="OK"/>'));
    expect(placed.said['bad/2.png']).toMatch(/^anomalous/);
    expect(placed.notes).toContain('tagsContrary');
    expect(placed.reading.notes.find(({ code }) => code === 'tagsContrary')?.message).toContain('bad/2.png (OK)');
  });

  it('of a whole picture that names a defect beside the work still counts', async () => {
    const { said, notes } = await understand(
      ['2.png'],
      cvat('<tag label="crack verified"/>', '<tag label="done"/>', '<tag label="not checked"/>'),
    );
    expect([said, notes]).toEqual([{ '2.png': '? crack verified -' }, ['marksNowhere', 'tagsAside']]);
  });

  it('is counted with the others of its reason', async () => {
    const { reading } = await understand(
      ['2.png'],
      cvat('<polyline label="a"/>', '<points label="b"/>', '<points label="b"/>', '<tag label="c"/>'),
    );
    const [types, nowhere] = reading.notes;
    expect(types?.message).toBe(
      '3 marks on 1 picture of types that cover no area or are not known (polyline × 1, points × 2): 2.png (a), 2.png (b), 2.png (b). These pictures count as defective and have no mask; outline the defects as polygons.',
    );
    expect(nowhere?.message).toMatch(
      /^1 annotation of 1 picture says that there is a defect and not where \(tag × 1\)/,
    );
  });

  it('of a film’s track is named, since no picture is its own', async () => {
    const { reading } = await understand(['1.png'], {
      'annotations.xml': '<annotations><track id="3" label="dent"><box frame="0"/></track></annotations>',
    });
    expect(reading.notes.find(({ code }) => code === 'annotationsWithout')?.message).toContain('track 3 dent');
  });
});

describe('marks of further kinds that are areas', () => {
  const areaOf = async (texts: Written): Promise<number> => {
    const { reading, notes } = await understand(['2.png'], texts);
    expect(notes).toEqual([]);
    const { shapes } = reading.images[0]!.shapes!;
    const { data } = drawnShapes(
      shapes.map(({ shape }) => shape),
      { width: 20, height: 18 },
    );
    return data.filter((value) => value === 255).length;
  };
  const square = [
    [2, 2],
    [8, 2],
    [8, 6],
    [2, 6],
  ];

  it.each<[string, Written]>([
    ['a rectangle of four corners', labelme({ shape_type: 'rectangle', points: square })],
    ['a turned rectangle of four corners', labelme({ shape_type: 'rotation', points: square })],
    ['an outline that is not in a list of its own', coco({ segmentation: square.flat() })],
    ['an outline beside an empty one', coco({ segmentation: [[], square.flat()] })],
    ['a box beside an empty outline', coco({ segmentation: [[]], bbox: [2, 2, 6, 4] })],
    [
      'points of their own',
      voc(`<polygon>${square.map(([x, y]) => `<pt><x>${x}</x><y>${y}</y></pt>`).join('')}</polygon>`),
    ],
    ['an object besides one that was taken back', voc(bndbox('2', '2', '8', '6'), '<deleted>1</deleted>')],
    ['a box turned by a half', cvat('<box label="dent" xtl="2" ytl="2" xbr="8" ybr="6" rotation="180"/>')],
    ['a box turned by a quarter', cvat('<box label="dent" xtl="3" ytl="1" xbr="7" ybr="7" rotation="90.0"/>')],
  ])('are drawn: %s', async (_, texts) => {
    expect(await areaOf(texts)).toBe(24);
  });

  it('are boxes of poses without their key points', async () => {
    const texts = { ...yolo('0 0.5 0.5 0.2 0.2 0.1 0.1 2 0.2 0.2 2'), 'data.yaml': 'kpt_shape: [2, 3]\nnames: [dent]' };
    const { reading, notes } = await understand(['2.png'], texts);
    expect(notes).toEqual([]);
    const { shape } = reading.images[0]!.shapes!.shapes[0]!;
    expect(shape.form === 'polygon' && shape.points.flat().map((value) => +value.toFixed(6))).toEqual([
      ...[0.4, 0.4, 0.6, 0.4],
      ...[0.6, 0.6, 0.4, 0.6],
    ]);
  });

  it('are ellipses, which a turn leaves their area', () => {
    const turn = fc.double({ min: -7, max: 7, noNaN: true });
    const ellipse = fc.record({
      rx: fc.integer({ min: 4, max: 20 }),
      ry: fc.integer({ min: 4, max: 20 }),
      angle: turn,
    });
    fc.assert(
      fc.property(ellipse, (drawn) => {
        const shape = { form: 'ellipse', x: 25, y: 25, ...drawn } as const;
        const { data } = drawnShapes([shape], { width: 50, height: 50 });
        const marked = data.filter((value) => value === 255).length;
        const area = Math.PI * drawn.rx * drawn.ry;
        expect(Math.abs(marked - area)).toBeLessThan(0.1 * area + 4);
      }),
    );
    const upright = drawnShapes([{ form: 'ellipse', x: 25, y: 25, rx: 20, ry: 4, angle: Math.PI / 2 }], {
      ...{ width: 50, height: 50 },
    });
    expect([upright.data[40 * 50 + 25], upright.data[25 * 50 + 40]]).toEqual([255, 0]);
  });
});
