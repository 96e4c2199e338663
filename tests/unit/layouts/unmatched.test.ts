import { describe, expect, it } from 'vitest';
import type { AnnotationFormat } from '#studio/dataset/layouts/annotations/annotation.ts';
import { understand } from '../../fixtures/layouts.ts';

const names = (list: readonly string[]): string[] => list.map((path) => path.slice(path.lastIndexOf('/') + 1));
const stem = (name: string): string => name.replace(/\.\w+$/, '');
const box = '<bndbox><xmin>2</xmin><ymin>3</ymin><xmax>8</xmax><ymax>9</ymax></bndbox>';

/** Files of a format that mark a defect on each of the named pictures; paths of pictures keep their folder where a format writes it. */
type MarkFormat = Exclude<AnnotationFormat, 'table'>;
const written: Readonly<Record<MarkFormat, (pictures: readonly string[]) => Record<string, string>>> = {
  coco: (pictures) => ({
    'coco.json': JSON.stringify({
      images: pictures.map((file_name, id) => ({ id, file_name, width: 20, height: 18 })),
      annotations: pictures.map((_, id) => ({ image_id: id, category_id: 1, bbox: [2, 2, 4, 4] })),
      categories: [{ id: 1, name: 'dent' }],
    }),
  }),
  cvat: (pictures) => ({
    'annotations.xml': `<annotations>${pictures
      .map(
        (name) =>
          `<image name="${name}" width="20" height="18"><box label="dent" xtl="1" ytl="1" xbr="3" ybr="4"/></image>`,
      )
      .join('')}</annotations>`,
  }),
  voc: (pictures) =>
    Object.fromEntries(
      names(pictures).map((name) => [
        `Annotations/${stem(name)}.xml`,
        `<annotation><filename>${name}</filename><object><name>dent</name>${box}</object></annotation>`,
      ]),
    ),
  labelme: (pictures) =>
    Object.fromEntries(
      names(pictures).map((name) => [
        `labels/${stem(name)}.json`,
        JSON.stringify({
          imagePath: name,
          shapes: [
            {
              label: 'dent',
              points: [
                [1, 1],
                [4, 3],
              ],
              shape_type: 'rectangle',
            },
          ],
        }),
      ]),
    ),
  labelstudio: (pictures) => ({
    'project.json': JSON.stringify(
      pictures.map((image) => ({
        data: { image },
        annotations: [
          {
            result: [
              {
                ...{ type: 'rectanglelabels', original_width: 20, original_height: 18 },
                value: { x: 10, y: 10, width: 20, height: 20, rectanglelabels: ['dent'] },
              },
            ],
          },
        ],
      })),
    ),
  }),
  via: (pictures) => {
    const shape_attributes = { name: 'rect', x: 2, y: 2, width: 4, height: 4 };
    const of = (filename: string) => ({
      filename,
      regions: [{ shape_attributes, region_attributes: { kind: 'dent' } }],
    });
    return { 'via.json': JSON.stringify(Object.fromEntries(pictures.map((name) => [`${name}99`, of(name)]))) };
  },
  yolo: (pictures) =>
    Object.fromEntries(names(pictures).map((name) => [`labels/${stem(name)}.txt`, '0 0.5 0.5 0.25 0.25\n'])),
};
const formats = Object.keys(written) as MarkFormat[];
/** A file a picture: it is the file that goes without one. */
const isByFile = (format: MarkFormat): boolean => !['coco', 'cvat', 'labelstudio', 'via'].includes(format);

describe.each(formats)('annotations of %s', (format) => {
  const write = written[format];

  it('of pictures that are not here are counted and named, and the others hold', async () => {
    const texts = write(['images/1.png', 'images/lost7.png', 'images/lost8.png']);
    const { layout, said, reading } = await understand(['images/1.png', 'images/2.png'], texts);
    expect(layout).toBe(format);
    expect(said['images/1.png']).toMatch(/^\? (dent|class 0) - shapes:1$/);
    const note = reading.notes.find(({ code }) => code === 'annotationsWithout');
    expect(note?.values['n']).toBe(2);
    expect(note?.message).toMatch(/lost7.*lost8/);
    const files = Object.keys(texts).filter((path) => path.includes('lost'));
    expect(
      reading.skipped.filter(({ reason }) => reason === 'annotationWithoutPicture').map(({ path }) => path),
    ).toEqual(isByFile(format) ? files : []);
    expect(reading.used.filter((path) => files.includes(path))).toEqual([]);
  });

  it('that two pictures could own go to neither, and are named', async () => {
    const { said, reading } = await understand(
      ['a/1.png', 'b/1.png', 'b/2.png'].map((path) => `images/${path}`),
      write(['1.png', '2.png']),
    );
    expect(said['images/b/2.png']).toMatch(/shapes:1$/);
    expect(Object.values(said).filter((words) => words.includes('shapes'))).toHaveLength(1);
    const note = reading.notes.find(({ code }) => code === 'annotationsUnclear');
    expect(note?.values['n']).toBe(1);
    expect(String(note?.values['first'])).toMatch(/^(\w+\/)?1\./);
  });

  it('of which none finds its picture make no good parts of pictures that nothing is said of', async () => {
    const { reading } = await understand(['images/1.png', 'images/2.png'], write(['other1.png', 'other2.png']));
    expect(reading.images).toEqual([]);
    expect(names(reading.skipped.filter(({ reason }) => reason === 'notAnnotated').map(({ path }) => path))).toEqual([
      '1.png',
      '2.png',
    ]);
    expect(reading.notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['notAnnotated', 'annotationsWithout']),
    );
  });

  it('beside folders that say good leave those as they are', async () => {
    const { said, reading } = await understand(['good/1.png', 'bad/2.png'], write(['other.png']));
    expect(said).toEqual({ 'good/1.png': 'normal - -', 'bad/2.png': 'anomalous bad -' });
    expect(reading.notes.map(({ code }) => code)).toContain('annotationsWithout');
  });

  it('do not go to a mask of the same name', async () => {
    const { said, reading } = await understand(['images/1.png', 'masks/1.png', 'images/2.png'], write(['1.png']));
    expect(said['images/1.png']).toContain('shapes:1');
    expect(reading.notes.map(({ code }) => code)).not.toContain('annotationsUnclear');
  });
});

describe('annotation files', () => {
  it('that cannot be read are left out with their reason, and so is the picture that is theirs', async () => {
    const { said, reading } = await understand(['1.png', '2.png', '3.png'], {
      ...{ '1.json': '{"imagePath": "1.png", "shapes": []}', '2.json': '{"shapes": [{"label": 5}]}' },
    });
    expect(Object.keys(said)).toEqual(['1.png', '3.png']);
    expect(reading.skipped).toEqual([
      { path: '2.png', reason: 'notAnnotated' },
      { path: '2.json', reason: 'annotationBroken' },
    ]);
    const fault = reading.notes.find(({ code }) => code === 'annotationFault');
    expect(fault?.message).toBe('1 file that looks like labelme annotations and cannot be read: 2.json.');
  });

  it('are named too where no layout shows but them', async () => {
    const { layout, reading } = await understand(['1.png'], { 'a.json': '{"images": [], "annotations": [' });
    expect([layout, reading.images]).toEqual(['flat', []]);
    expect(reading.notes.map(({ code }) => code)).toEqual(['notAnnotated', 'annotationFault']);
  });

  it('name entries that belong to no picture of their own list', async () => {
    const coco = {
      images: [{ id: 1, file_name: '1.png' }],
      annotations: [{ image_id: 9, bbox: [1, 1, 3, 3] }],
    };
    const { reading } = await understand(['1.png'], { 'a.json': JSON.stringify(coco) });
    expect(reading.notes.map(({ message }) => message).join()).toContain('image_id 9 (a.json)');
  });

  it('in two places add up, and numbers in texts that are no annotations are none', async () => {
    const shape = (label: string): string =>
      JSON.stringify({
        shapes: [
          {
            label,
            points: [
              [1, 1],
              [4, 3],
            ],
            shape_type: 'rectangle',
          },
        ],
      });
    const twice = await understand(['1.png'], { 'a/1.json': shape('dent'), 'b/1.json': shape('pit') });
    expect(twice.said).toEqual({ '1.png': '? dent - shapes:2' });
    const log = await understand(['1.png'], { 'temperatures.txt': '1 20.5 20.6 20.7 20.9\n' });
    expect([log.layout, log.notes]).toEqual(['flat', []]);
  });
});

describe('lists of a data set', () => {
  it('say which of their pictures are not here: VisA, without the rows of other objects', async () => {
    const row = (object: string, n: number): string => `${object},train,normal,${object}/Data/Images/Normal/${n}.JPG,`;
    const { reading, notes } = await understand(
      ['candle/Data/Images/Normal/1.JPG', 'candle/Data/Images/Anomaly/2.JPG'],
      {
        'split_csv/1cls.csv': [
          'object,split,label,image,mask',
          row('candle', 1),
          row('candle', 5),
          row('pcb1', 6),
        ].join('\n'),
      },
    );
    expect(notes).toContain('listedGone');
    expect(reading.notes.find(({ code }) => code === 'listedGone')?.values).toEqual({
      n: 1,
      first: 'candle/Data/Images/Normal/5.JPG',
    });
  });

  it('say which of their pictures are not here: Real-IAD', async () => {
    const list = { train: [{ image_path: 'OK/S0001/a.jpg' }], test: [{ image_path: 'NG/dent/S0009/x.jpg' }] };
    const { layout, reading } = await understand(['OK/S0001/a.jpg', 'NG/dent/S0002/b.jpg'], {
      'part.json': JSON.stringify(list),
    });
    expect(layout).toBe('real-iad');
    expect(reading.notes.find(({ code }) => code === 'listedGone')?.values).toEqual({
      n: 1,
      first: 'NG/dent/S0009/x.jpg',
    });
  });
});
