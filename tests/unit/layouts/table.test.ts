import { describe, expect, it } from 'vitest';
import { understand } from '../../fixtures/layouts.ts';

const pictures = ['parts/000.png', 'parts/001.png', 'parts/002.png', 'parts/003.png'];
const kinds = (said: Readonly<Record<string, string>>): string[] =>
  Object.values(said).map((words) => words.split(' ')[1]!);

describe('a table of labels', () => {
  it.each([
    ['words', 'filename,label\n000.png,good\n001.png,scratch\n002.png,good\n003.png,NG\n', ['-', 'scratch', '-', 'NG']],
    [
      'semicolons and a byte order mark',
      '\uFEFFBild;Klasse;Tag\n000.png;gut;1\n001.png;Kratzer;1\n002.png;gut;2\n003.png;i.O.;2\n',
      ['-', 'Kratzer', '-', '-'],
    ],
    [
      'a switch for defects',
      'image_path\tis_anomaly\n/x/000.png\t0\n/x/001.png\t1\n/x/002.png\t0\n/x/003.png\t1\n',
      ['-', 'defect', '-', 'defect'],
    ],
    ['a switch for good parts', 'id,OK\n000,yes\n001,no\n002,yes\n003,yes\n', ['-', 'defect', '-', '-']],
    [
      'a word of its own beside good ones',
      'file,category\n000.png,good\n001.png,"frayed"\n002.png,good\n003.png,good\n',
      ['-', 'frayed', '-', '-'],
    ],
    ['a column without a name for it', 'a,b\n000.png,OK\n001.png,NG\n002.png,OK\n003.png,OK\n', ['-', 'NG', '-', '-']],
  ])('says what is defective by %s', async (_, text, expected) => {
    const { layout, said, reading } = await understand(pictures, {
      [text.includes('\t') ? 'labels.tsv' : 'labels.csv']: text,
    });
    expect(layout).toBe('table');
    expect(kinds(said)).toEqual(expected);
    expect(reading.images.filter(({ isMarked }) => isMarked)).toHaveLength(
      expected.filter((kind) => kind !== '-').length,
    );
    expect(reading.used).toHaveLength(1);
  });

  it('is not guessed where numbers say it, nor marks that are not read: nothing is then taken as good', async () => {
    const numbers = 'id,label\n000,0\n001,1\n002,0\n003,0\n';
    const places = 'ImageId,EncodedPixels\n000.png,\n001.png,33 5 65 5\n002.png,\n003.png,\n';
    for (const text of [numbers, places]) {
      const { reading, notes } = await understand(pictures, { 'train.csv': text });
      expect(reading.images).toEqual([]);
      expect(notes).toEqual(['notAnnotated', 'tableUnclear']);
      expect(reading.skipped).toContainEqual({ path: 'train.csv', reason: 'annotationBroken' });
    }
    const sorted = await understand(['good/000.png', 'bad/001.png'], { 'train.csv': numbers });
    expect(sorted.said).toEqual({ 'good/000.png': 'normal - -', 'bad/001.png': 'anomalous bad -' });
  });

  it('leaves out and names what it does not say, and says what it names in vain', async () => {
    const { said, notes, reading } = await understand(pictures, {
      'l.csv': 'file,label\n000.png,ok\n001.png,ng\n009.png,ng\n',
    });
    expect(Object.keys(said)).toEqual(['parts/000.png', 'parts/001.png']);
    expect(notes).toEqual(['notAnnotated', 'marksNowhere', 'annotationsWithout']);
    const none = await understand(pictures, { 'l.csv': 'file,label\n7.png,ok\n8.png,ng\n' });
    expect([none.reading.images, none.notes]).toEqual([[], ['notAnnotated', 'annotationsWithout']]);
    expect(reading.skipped.map(({ reason }) => reason)).toEqual(['notAnnotated', 'notAnnotated']);
  });

  it('is none where it says how pictures were taken, or names none', async () => {
    for (const text of ['file,exposure\n000.png,12\n001.png,13\n', 'label,count\ngood,3\nbad,4\n', 'no table']) {
      const { layout, reading } = await understand(pictures, { 'log.csv': text });
      expect(layout).toBe('sessions');
      expect(reading.images).toHaveLength(4);
    }
  });
});

describe('annotations of the VGG annotator', () => {
  it('are areas of all its shapes but lines and points, in projects and of both versions', async () => {
    const shapes = {
      '000.png': { name: 'polygon', all_points_x: [1, 9, 9], all_points_y: [1, 1, 9] },
      '001.png': { name: 'circle', cx: 5, cy: 5, r: 3 },
      '002.png': { name: 'ellipse', cx: 5, cy: 5, rx: 3, ry: 2 },
      '003.png': { name: 'polyline', all_points_x: [1, 9], all_points_y: [1, 9] },
    };
    const _via_img_metadata = Object.fromEntries(
      Object.entries(shapes).map(([filename, shape_attributes], i) => {
        const region = { shape_attributes, region_attributes: i === 0 ? { type: { dent: true } } : { type: 'chip' } };
        return [filename, { filename, size: 9, regions: i === 1 ? { 0: region } : [region], file_attributes: {} }];
      }),
    );
    const { layout, said, notes } = await understand(pictures, {
      'parts/via.json': JSON.stringify({ _via_settings: {}, _via_img_metadata }),
    });
    expect(layout).toBe('via');
    expect(Object.values(said)).toEqual(['? dent - shapes:1', '? chip - shapes:1', '? chip - shapes:1', '? chip -']);
    expect(notes).toEqual(['marksOfTypes']);
  });
});
