import { describe, expect, it } from 'vitest';
import { understand } from '../../fixtures/layouts.ts';

describe('folders of good and bad parts', () => {
  it('make defective what lies in a folder of defects, with the kind below it', async () => {
    const { layout, said, notes } = await understand([
      ...['gut/1.png', 'Ausschuss/2.png', 'Ausschuss/Kratzer/3.png', 'Ausschuss/teil001/4.png'],
    ]);
    expect(layout).toBe('good-bad');
    expect(said).toEqual({
      'gut/1.png': 'normal - -',
      'Ausschuss/2.png': 'anomalous Ausschuss -',
      'Ausschuss/Kratzer/3.png': 'anomalous Kratzer -',
      'Ausschuss/teil001/4.png': 'anomalous Ausschuss -',
    });
    expect(notes).toEqual([]);
  });

  it('take an unknown folder beside good parts for a kind, and say so', async () => {
    const { said, notes, reading } = await understand(['good/1.png', 'faded/2.png', 'faded/3.png', 'loose.png']);
    expect(said).toEqual({
      'good/1.png': 'normal - -',
      'faded/2.png': 'anomalous faded -',
      'faded/3.png': 'anomalous faded -',
    });
    expect(notes).toEqual(['unclearKinds', 'unsorted']);
    expect(reading.notes[0]!.message).toContain('faded (2)');
    expect(reading.skipped).toEqual([{ path: 'loose.png', reason: 'unsorted' }]);
  });

  it('take unknown folders alone for sessions of good parts, and say so', async () => {
    const { layout, said, notes, reading } = await understand(['line A/1.png', 'line B/2.png', 'line B/3.png']);
    expect(layout).toBe('sessions');
    expect(new Set(Object.values(said))).toEqual(new Set(['? - -']));
    expect(reading.images.map(({ session }) => session)).toEqual(['line A', 'line B', 'line B']);
    expect(notes).toEqual(['unclearSessions']);
    expect(reading.notes[0]!.message).toContain('line B (2)');
  });

  it('never take the deeper, doubtful word: a defect stays one', async () => {
    const { said } = await understand(['bad/normal light/1.png', 'good/2.png']);
    expect(said['bad/normal light/1.png']).toMatch(/^anomalous/);
  });
});

describe('folders that say something beside their opposite alone', () => {
  it('are of defective parts where they are called positive or 1, which is said', async () => {
    for (const [good, defect] of [
      ['Negative', 'Positive'],
      ['neg', 'pos'],
      ['0', '1'],
      ['class_0', 'class_1'],
      ['negative_samples', 'positive_samples'],
    ]) {
      const { layout, said, notes, reading } = await understand([
        `${good}/a.png`,
        `${defect}/b.png`,
        `${defect}/c.png`,
      ]);
      expect(layout).toBe('negative-positive');
      expect(said).toEqual({
        [`${good}/a.png`]: 'normal - -',
        [`${defect}/b.png`]: `anomalous ${defect} -`,
        [`${defect}/c.png`]: `anomalous ${defect} -`,
      });
      expect(notes).toEqual(['opposites']);
      expect(reading.notes[0]!.message).toContain(`${defect} (2)`);
    }
  });

  it('may lie on sides: what is defective beside pictures to train on is kept for testing', async () => {
    const { layout, said } = await understand([
      'train/0/1.png',
      'train/1/2.png',
      'val/0/3.png',
      'test/0/4.png',
      'test/1/5.png',
    ]);
    expect(layout).toBe('negative-positive');
    expect(said).toEqual({
      'train/0/1.png': 'normal - train',
      'train/1/2.png': 'anomalous 1 train',
      'val/0/3.png': 'normal - calibration',
      'test/0/4.png': 'normal - test',
      'test/1/5.png': 'anomalous 1 test',
    });
  });

  it('say nothing alone, nor as numbers among others, nor beside folders that say good', async () => {
    expect((await understand(['positive/1.png', 'line A/2.png'])).layout).toBe('sessions');
    expect((await understand(['0/1.png', '1/2.png', '2/3.png'])).layout).toBe('sessions');
    expect((await understand(['1/1.png', '2/2.png'])).layout).toBe('sessions');
    const { layout, said } = await understand(['good/1.png', 'positive/2.png', 'negative/3.png']);
    expect(layout).toBe('good-bad');
    expect(said['negative/3.png']).toBe('anomalous negative -');
  });
});

describe('names of files', () => {
  it('say what is defective where they follow a scheme', async () => {
    const { layout, said, notes } = await understand(['OK_1.png', 'OK_2.png', 'NG_3.png', '4_nok.png']);
    expect(layout).toBe('file-names');
    expect(said).toEqual({
      'OK_1.png': 'normal - -',
      'OK_2.png': 'normal - -',
      'NG_3.png': 'anomalous NG -',
      '4_nok.png': 'anomalous nok -',
    });
    expect(notes).toEqual(['byName']);
  });

  it('say nothing by one word among others', async () => {
    expect((await understand(['bad_1.png', 'IMG_2.png', 'IMG_3.png'])).layout).toBe('flat');
  });
});

describe('folders of sides', () => {
  it('are good parts where they name no kind', async () => {
    const { layout, said } = await understand(['train/images/1.png', 'test/images/2.png']);
    expect(layout).toBe('sides');
    expect(said).toEqual({ 'train/images/1.png': '? - train', 'test/images/2.png': '? - test' });
  });

  it('may lie below images and masks', async () => {
    const { layout, said } = await understand(['images/train/1.png', 'images/test/2.png', 'masks/test/2.png']);
    expect(layout).toBe('sides');
    expect(said).toEqual({ 'images/train/1.png': '? - train', 'images/test/2.png': '? - test masks:1' });
  });

  it('never train on what is a kind below test, nor on a kind beside good parts', async () => {
    const { said, notes } = await understand([
      ...['train/good/1.png', 'train/faded/2.png', 'test/good/3.png', 'test/faded/4.png'],
    ]);
    expect(said['train/faded/2.png']).toBe('anomalous faded train');
    expect(notes).toEqual(['unclearKinds']);
    const other = await understand(['train/1.png', 'train/faded/2.png', 'test/good/3.png', 'test/faded/4.png']);
    expect(other.said['train/faded/2.png']).toBe('anomalous faded train');
  });

  it('leave out test pictures beside those that are sorted: nobody said what they show', async () => {
    const { said, reading } = await understand(['train/good/1.png', 'test_public/bad/2.png', 'test_private/3.png']);
    expect(Object.keys(said)).toEqual(['train/good/1.png', 'test_public/bad/2.png']);
    expect(reading.skipped).toEqual([{ path: 'test_private/3.png', reason: 'unsorted' }]);
  });

  it('name what lies beside them', async () => {
    const { reading } = await understand(['train/good/1.png', 'extra/2.png', '3.png']);
    expect(reading.skipped).toEqual([
      { path: 'extra/2.png', reason: 'outsideSplits' },
      { path: '3.png', reason: 'outsideSplits' },
    ]);
  });
});

describe('masks', () => {
  it.each([
    ...[
      '001_mask.png',
      '001_GT.png',
      '001-mask.png',
      'mask_001.png',
      '001.mask.png',
      '001_labels.png',
      '001_label.bmp',
    ],
    ...[
      '001_mask_1.png',
      '001.jpg_mask.png',
      '001_Ground_Truth.png',
      '001Mask.png',
      '001 (mask).png',
      '001_maschera.png',
    ],
    ...['001_máscara.png', '001_マスク.png'],
  ])('lie beside their pictures as %s', async (mask) => {
    const { layout, said, reading } = await understand(['001.jpg', '002.jpg', mask]);
    expect(layout).toBe('mask-beside');
    expect(said).toEqual({ '001.jpg': '? - - masks:1', '002.jpg': '? - -' });
    expect(reading.used).toEqual([mask]);
  });

  it('may have a word for a mask where pictures have one for pictures', async () => {
    const { said } = await understand(['images/image_001.png', 'images/image_002.png', 'masks/mask_002.png']);
    expect(said).toEqual({ 'images/image_001.png': '? - -', 'images/image_002.png': '? - - masks:1' });
  });

  it('are called mask alone beside the one picture of a folder', async () => {
    const { said } = await understand([
      'good/1.png',
      'bad/part1/image.png',
      'bad/part1/mask.png',
      'bad/part2/photo.jpg',
      'bad/part2/gt.png',
    ]);
    expect(said).toEqual({
      'good/1.png': 'normal - -',
      'bad/part1/image.png': 'anomalous bad - masks:1',
      'bad/part2/photo.jpg': 'anomalous bad - masks:1',
    });
    const two = await understand(['good/1.png', 'bad/a.png', 'bad/b.png', 'bad/mask.png']);
    expect(two.said['bad/a.png']).toBe('anomalous bad -');
  });

  it('lie in a folder of their own, flat or below the kinds of pictures', async () => {
    const flat = await understand(['images/1.png', 'images/2.png', 'masks/2.png']);
    expect(flat.layout).toBe('mask-folder');
    expect(flat.said).toEqual({ 'images/1.png': '? - -', 'images/2.png': '? - - masks:1' });
    const { said } = await understand(['good/1.png', 'bad/1.png', 'bad/2.png', 'masks/1.png', 'bad/masks/2_mask.png']);
    expect(said).toEqual({
      'good/1.png': 'normal - -',
      'bad/1.png': 'anomalous bad - masks:1',
      'bad/2.png': 'anomalous bad - masks:1',
    });
  });

  it('belong to neither of two pictures of one name, unless they name its ending', async () => {
    const { said, reading, notes } = await understand([
      'train/good/9.png',
      'test/bad/1.png',
      'test/bad/1.jpg',
      'gt/bad/1.png',
    ]);
    expect(said['test/bad/1.png']).toBe('anomalous bad test');
    expect(said['test/bad/1.jpg']).toBe('anomalous bad test');
    expect(reading.skipped).toEqual([{ path: 'gt/bad/1.png', reason: 'maskUnclear' }]);
    expect(notes).toEqual(['masksUnclear']);
    const named = await understand(['train/good/9.png', 'test/bad/1.png', 'test/bad/1.jpg', 'gt/bad/1.jpg.png']);
    expect(named.said['test/bad/1.jpg']).toBe('anomalous bad test masks:1');
    expect(named.said['test/bad/1.png']).toBe('anomalous bad test');
  });

  it('without a picture are named, and never pictures', async () => {
    const { said, reading, notes } = await understand(['train/good/1.png', 'test/bad/2.png', 'masks/bad/7.png']);
    expect(Object.keys(said)).toEqual(['train/good/1.png', 'test/bad/2.png']);
    expect(reading.skipped).toEqual([{ path: 'masks/bad/7.png', reason: 'maskWithoutPicture' }]);
    expect(notes).toEqual(['masksWithout']);
  });

  it('are not seen where pictures are only named like them', async () => {
    const { layout, said } = await understand(['front_label.png', 'back_label.png']);
    expect(layout).toBe('flat');
    expect(Object.values(said)).toEqual(['? - -', '? - -']);
  });
});

describe('names that say more than one thing', () => {
  it('are understood whole: images to train on, pictures of defects', async () => {
    const sides = await understand(['train_images/1.png', 'test_images/2.png']);
    expect([sides.layout, sides.said]).toEqual([
      'sides',
      { 'train_images/1.png': '? - train', 'test_images/2.png': '? - test' },
    ]);
    const { layout, said } = await understand([
      ...['NODefect_images/lot1/1.png', 'Defect_images/2.png', 'Mask_images/2_mask.png'],
    ]);
    expect(layout).toBe('good-bad');
    expect(said).toEqual({
      'NODefect_images/lot1/1.png': 'normal - -',
      'Defect_images/2.png': 'anomalous Defect_images - masks:1',
    });
  });

  it('stand anywhere in the names of files, and in folders of parts and days', async () => {
    const { layout, said } = await understand(['2026_1_OK_cam1.png', '2026_2_OK_cam1.png', '2026_3_NG_cam1.png']);
    expect(layout).toBe('file-names');
    expect(said['2026_3_NG_cam1.png']).toBe('anomalous NG -');
    const parts = await understand(['Teil1/OK.png', 'Teil2/OK.png', 'Teil3/NG.png']);
    expect([parts.layout, parts.folder, parts.notes]).toEqual(['file-names', '', ['byName']]);
    expect(parts.said['Teil3/NG.png']).toBe('anomalous NG -');
    await expect(understand(['screw/OK_1.png', 'screw/NG_1.png', 'nut/OK_2.png', 'nut/NG_2.png'])).rejects.toThrow(
      /2 data/,
    );
  });

  it('make kinds of the folders beside them, which no good part lies beside', async () => {
    const { said, notes } = await understand(['crazing/1.png', 'patchy/2.png', 'monday/3.png', 'line 2/4.png']);
    expect(said).toEqual({
      'crazing/1.png': 'anomalous crazing -',
      'patchy/2.png': 'anomalous patchy -',
      'monday/3.png': '? - -',
      'line 2/4.png': '? - -',
    });
    expect(notes).toEqual(['unclearSessions', 'unclearKinds']);
  });
});

it.each(['2_mask (1).png', '2_mask - Kopie.png', '2Mask copy 2.png', '2_gt (2).png'])(
  'a mask is one where a file manager wrote a second of it: %s',
  async (mask) => {
    const { said } = await understand(['good/1.png', 'bad/2.png', `bad/${mask}`]);
    expect(said).toEqual({ 'good/1.png': 'normal - -', 'bad/2.png': 'anomalous bad - masks:1' });
  },
);

it('depth maps beside pictures of their name are left out, and stay where they are all there is', async () => {
  const { said, reading } = await understand(['good/color/1.png', 'good/depth/1.png', 'bad/2.png', 'bad/depth/3.png']);
  expect(Object.keys(said)).toEqual(['good/color/1.png', 'bad/2.png', 'bad/depth/3.png']);
  expect(reading.skipped).toEqual([{ path: 'good/depth/1.png', reason: 'depth' }]);
});

it('pictures that nobody sorted beside those that are sorted are left out: loose ones, and in folders that say so', async () => {
  const loose = ['unsorted/1.png', '_backup/2.png', 'to do images/3.png', '4.png', 'Unbekannt/5.png'];
  const { said, reading } = await understand(['lot 1/good/1.png', 'lot 1/bad/2.png', 'lot 2/good/3.png', ...loose]);
  expect(Object.keys(said)).toEqual(['lot 1/good/1.png', 'lot 1/bad/2.png', 'lot 2/good/3.png']);
  expect(reading.skipped).toEqual(loose.map((path) => ({ path, reason: 'unsorted' })));
  const alone = await understand(['backup/1.png', 'bad/2.png', '3.png']);
  expect(alone.said).toEqual({ 'backup/1.png': '? - -', 'bad/2.png': 'anomalous bad -', '3.png': '? - -' });
});
