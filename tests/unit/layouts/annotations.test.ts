import { describe, expect, it } from 'vitest';
import { decodeCocoCounts } from '#studio/dataset/layouts/annotations/cocoCounts.ts';
import { parseXml } from '#studio/dataset/layouts/annotations/xml.ts';
import { drawnShapes, understand } from '../../fixtures/layouts.ts';

const square = [2, 2, 6, 2, 6, 6, 2, 6];

describe('COCO', () => {
  const coco = (extra: object = {}) =>
    JSON.stringify({
      images: [
        { id: 1, file_name: '1.png', width: 20, height: 18 },
        { id: 2, file_name: 'images/2.png', width: 20, height: 18 },
      ],
      annotations: [{ id: 1, image_id: 2, category_id: 7, segmentation: [square], bbox: [2, 2, 4, 4] }],
      categories: [{ id: 7, name: 'scratch' }],
      ...extra,
    });

  it('says what is defective and of which kind; a picture that is not in it is left out', async () => {
    const { layout, said, reading, notes } = await understand(['images/1.png', 'images/2.png', 'images/3.png'], {
      'annotations/instances.json': coco(),
    });
    expect(layout).toBe('coco');
    expect(said).toEqual({ 'images/1.png': 'normal - -', 'images/2.png': '? scratch - shapes:1' });
    expect(reading.skipped).toEqual([{ path: 'images/3.png', reason: 'notAnnotated' }]);
    expect(notes).toEqual(['notAnnotated']);
    expect(reading.used).toEqual(['annotations/instances.json']);
  });

  it('marks nothing by a class that says good, takes boxes for want of outlines, and runs', async () => {
    const { reading } = await understand(['1.png', '2.png'], {
      'a.json': coco({
        annotations: [
          { image_id: 1, category_id: 8, bbox: [0, 0, 4, 4] },
          { image_id: 2, category_id: 7, bbox: [1, 2, 3, 4] },
          { image_id: 2, category_id: 7, segmentation: { size: [18, 20], counts: [3, 2, 355] } },
        ],
        categories: [
          { id: 7, name: 'scratch' },
          { id: 8, name: 'good' },
        ],
      }),
    });
    const [good, bad] = reading.images;
    expect(good!.label).toBe('normal');
    expect(bad!.shapes!.shapes.map(({ shape }) => shape)).toEqual([
      {
        form: 'polygon',
        points: [
          [1, 2],
          [4, 2],
          [4, 6],
          [1, 6],
        ],
      },
      { form: 'runs', counts: [3, 2, 355], order: 'columns', box: { left: 0, top: 0, width: 20, height: 18 } },
    ]);
  });

  it('finds pictures by names that are written as addresses, of another system, or with a sign of their own', async () => {
    const images = [
      { id: 1, file_name: 'images\\teil%201.png', width: 20, height: 18 },
      { id: 2, file_name: '/data/local-files/50%_2.png', width: 20, height: 18 },
    ];
    const { said } = await understand(['images/teil 1.png', 'images/50%_2.png'], {
      'result.json': coco({ images }),
    });
    expect(said).toEqual({ 'images/teil 1.png': 'normal - -', 'images/50%_2.png': '? scratch - shapes:1' });
  });

  it('names a file that does not parse', async () => {
    const { reading } = await understand(['good/1.png'], { 'a.json': '{"images": [], "annotations": [' });
    expect(reading.notes.map(({ code }) => code)).toEqual(['annotationFault']);
  });

  it('reads run lengths as text', () => {
    // 5 unmarked, 3 marked, 7 unmarked, then 2 less than three before it … as the COCO API writes them.
    expect(decodeCocoCounts('537N')).toEqual([5, 3, 7, 1]);
  });
});

describe('CVAT for images', () => {
  it('gives polygons, boxes and masks by rows', async () => {
    const xml = `<?xml version="1.0"?><annotations><version>1.1</version><!-- one -->
      <image id="0" name="a/1.png" width="20" height="18"></image>
      <image id="1" name="2.png" width="20" height="18">
        <polygon label="dent" points="2.0,2.0;6,2;6,6" occluded="0"></polygon>
        <box label="dent" xtl="1" ytl="1" xbr="3" ybr="4"/>
        <mask label="rust" rle="1,2,1" left="5" top="6" width="2" height="2"/>
      </image></annotations>`;
    const { layout, said, reading } = await understand(['images/1.png', 'images/2.png'], { 'annotations.xml': xml });
    expect(layout).toBe('cvat');
    expect(said).toEqual({ 'images/1.png': 'normal - -', 'images/2.png': '? dent - shapes:3' });
    expect(reading.images[1]!.shapes!.shapes[2]!.shape).toEqual({
      ...{ form: 'runs', counts: [1, 2, 1], order: 'rows', box: { left: 5, top: 6, width: 2, height: 2 } },
    });
  });
});

describe('Pascal VOC', () => {
  it('gives boxes, a file a picture', async () => {
    const xml = `<annotation><filename>2.jpg</filename><size><width>20</width><height>18</height></size>
      <object><name>hole &amp; rim</name><bndbox><xmin>2</xmin><ymin>3</ymin><xmax>8</xmax><ymax>9</ymax></bndbox></object>
      </annotation>`;
    const { layout, said, notes } = await understand(['JPEGImages/1.jpg', 'JPEGImages/2.jpg'], {
      'Annotations/2.xml': xml,
    });
    expect(layout).toBe('voc');
    expect(said).toEqual({ 'JPEGImages/1.jpg': '? - -', 'JPEGImages/2.jpg': '? hole & rim - shapes:1' });
    expect(notes).toEqual(['unannotated']);
  });

  it('takes sides from its lists, the stricter of two, and says what they leave open', async () => {
    const pictures = ['1', '2', '3', '4', '5', '6'].map((name) => `JPEGImages/${name}.jpg`);
    const xml = `<annotation><filename>2.jpg</filename><size><width>20</width><height>18</height></size>
      <object><name>pit</name><bndbox><xmin>2</xmin><ymin>3</ymin><xmax>8</xmax><ymax>9</ymax></bndbox></object></annotation>`;
    const { layout, reading, notes } = await understand(pictures, {
      'Annotations/2.xml': xml,
      'ImageSets/Main/train.txt': '\uFEFF1\r\n2\r\n4\r\n',
      'ImageSets/Main/val.txt': '3 \n',
      'ImageSets/Main/trainval.txt': '1\n2\n3\n4\n5\n9\n',
      'ImageSets/Main/test.txt': 'JPEGImages/4.jpg\n',
      'ImageSets/Main/pit_train.txt': '1 -1\n2  1\n',
      'ImageSets/Layout/test.txt': '1\n',
    });
    expect(layout).toBe('voc');
    expect(reading.images.map(({ path, split }) => [path.slice(11, 12), split])).toEqual([
      ['1', 'train'],
      ['2', 'train'], // its annotation makes it a test picture afterwards, as everywhere
      ['3', 'calibration'],
      ['4', 'test'],
      ['5', 'train'],
      ['6', null],
    ]);
    expect(notes).toEqual(expect.arrayContaining(['inTwoLists', 'listedGone', 'notListed']));
    const said = reading.notes.map(({ message }) => message).join(' ');
    expect(said).toMatch(
      /1 picture in more than one list .*: 4\. 1 name in the lists .*: 9\. 1 picture in no list .*: JPEGImages\/6\.jpg\./,
    );
    expect(reading.used).toEqual(expect.arrayContaining(['ImageSets/Main/test.txt']));
  });

  it('reads class lists with a number behind each name, of another task where Main is not there', async () => {
    const xml = '<annotation><filename>2.jpg</filename></annotation>';
    const { reading } = await understand(['JPEGImages/1.jpg', 'JPEGImages/2 a.jpg'], {
      'Annotations/2 a.xml': xml,
      'ImageSets/Segmentation/train.txt': '1  1\n',
      'ImageSets/Segmentation/test.txt': '2 a -1\n',
    });
    expect(reading.images.map(({ split }) => split)).toEqual(['train', 'test']);
  });

  it('takes sides from its lists where masks stand in for annotations', async () => {
    const { layout, reading } = await understand(['JPEGImages/1.jpg', 'JPEGImages/2.jpg', 'SegmentationClass/2.png'], {
      'ImageSets/Segmentation/train.txt': '1\n',
      'ImageSets/Segmentation/val.txt': '2\n',
    });
    expect(layout).toBe('voc');
    expect(reading.images.map(({ split, masks }) => [split, masks.length])).toEqual([
      ['train', 0],
      ['calibration', 1],
    ]);
  });

  it('is refused where elements do not close', () => {
    expect(parseXml('<annotation><size></annotation>')).toBeNull();
    expect(parseXml('no document')).toBeNull();
  });
});

describe('labelme', () => {
  it('gives polygons, rectangles and circles beside the pictures', async () => {
    const json = JSON.stringify({
      imagePath: '2.png',
      imageWidth: 20,
      imageHeight: 18,
      shapes: [
        {
          label: 'chip',
          points: [
            [1, 1],
            [5, 1],
            [5, 5],
          ],
          shape_type: 'polygon',
        },
        {
          label: 'chip',
          points: [
            [1, 1],
            [4, 3],
          ],
          shape_type: 'rectangle',
        },
        {
          label: 'chip',
          points: [
            [9, 9],
            [9, 12],
          ],
          shape_type: 'circle',
        },
      ],
    });
    const { layout, said, reading } = await understand(['1.png', '2.png'], { '2.json': json });
    expect(layout).toBe('labelme');
    expect(said).toEqual({ '1.png': '? - -', '2.png': '? chip - shapes:3' });
    expect(reading.images[1]!.shapes!.shapes[2]!.shape).toEqual({
      form: 'ellipse',
      x: 9,
      y: 9,
      rx: 3,
      ry: 3,
      angle: 0,
    });
  });
});

describe('YOLO', () => {
  it('gives polygons and boxes in fractions, with the names of the classes', async () => {
    const { layout, said, reading } = await understand(
      ['train/images/1.jpg', 'train/images/2.jpg', 'valid/images/3.jpg'],
      {
        'train/labels/1.txt': '',
        'train/labels/2.txt': '1 0.5 0.5 0.2 0.4\n1 0.1 0.1 0.3 0.1 0.3 0.3\n',
        'data.yaml': "nc: 2\nnames: ['rust', 'dent']\n",
      },
    );
    expect(layout).toBe('yolo');
    expect(said).toEqual({
      'train/images/1.jpg': 'normal - train',
      'train/images/2.jpg': '? dent train shapes:2',
      'valid/images/3.jpg': '? - calibration',
    });
    expect(reading.images[1]!.shapes!.size).toBe('fractions');
    expect(reading.used).toContain('data.yaml');
  });

  it('is not seen in text that is no list of numbers', async () => {
    const { layout } = await understand(['1.jpg'], { '1.txt': 'taken on Monday' });
    expect(layout).toBe('flat');
  });
});

describe('shapes as masks', () => {
  const count = (data: Uint8Array): number => data.filter((value) => value === 255).length;

  it('hold the pixels whose centres lie inside', () => {
    const { data } = drawnShapes(
      [
        {
          form: 'polygon',
          points: [
            [2, 2],
            [6, 2],
            [6, 5],
            [2, 5],
          ],
        },
      ],
      { width: 10, height: 8 },
    );
    expect(count(data)).toBe(12);
    expect([data[2 * 10 + 2], data[4 * 10 + 5], data[5 * 10 + 5], data[2 * 10 + 6]]).toEqual([255, 255, 0, 0]);
    const half = drawnShapes(
      [
        {
          form: 'polygon',
          points: [
            [0, 0],
            [0.5, 0],
            [0.5, 1],
            [0, 1],
          ],
        },
      ],
      { width: 10, height: 8 },
      true,
    );
    expect(count(half.data)).toBe(40);
  });

  it('leave holes out, and mark at least the corners of what is thin', () => {
    const ring: [number, number][] = [
      [1, 1],
      [7, 1],
      [7, 7],
      [1, 7],
    ];
    const hole: [number, number][] = [
      [3, 3],
      [5, 3],
      [5, 5],
      [3, 5],
    ];
    expect(count(drawnShapes([{ form: 'polygon', points: ring, holes: [hole] }], { width: 9, height: 9 }).data)).toBe(
      32,
    );
    const thin = drawnShapes(
      [
        {
          form: 'polygon',
          points: [
            [2, 2.1],
            [4, 2.1],
            [4, 2.2],
          ],
        },
      ],
      { width: 9, height: 9 },
    );
    expect(count(thin.data)).toBeGreaterThan(0);
  });

  it('run along columns or rows of their box, and stay inside the picture', () => {
    const box = { left: 1, top: 1, width: 2, height: 3 };
    const columns = drawnShapes([{ form: 'runs', counts: [1, 3], order: 'columns', box }], { width: 4, height: 5 });
    expect([...columns.data.entries()].filter(([, value]) => value).map(([at]) => at)).toEqual(
      [6, 9, 13].sort((a, b) => a - b),
    );
    const rows = drawnShapes([{ form: 'runs', counts: [1, 3], order: 'rows', box }], { width: 4, height: 5 });
    expect([...rows.data.entries()].filter(([, value]) => value).map(([at]) => at)).toEqual([6, 9, 10]);
    const wide = drawnShapes(
      [
        {
          form: 'polygon',
          points: [
            [-5, -5],
            [50, -5],
            [50, 50],
            [-5, 50],
          ],
        },
      ],
      { width: 4, height: 5 },
    );
    expect(count(wide.data)).toBe(20);
  });
});
