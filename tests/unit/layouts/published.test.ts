import { describe, expect, it } from 'vitest';
import { understand } from '../../fixtures/layouts.ts';

describe('MVTec AD', () => {
  it('is understood in any case of letters, with masks named after their pictures', async () => {
    const { layout, said, reading } = await understand([
      ...['Train/Good/000.png', 'Test/Good/000.png', 'Test/Dent/000.png', 'Test/Crack/000.png'],
      ...['Ground_Truth/Dent/000_mask.png', 'Ground_Truth/Crack/000.png'],
    ]);
    expect(layout).toBe('mvtec');
    expect(said).toEqual({
      'Train/Good/000.png': 'normal - train',
      'Test/Good/000.png': 'normal - test',
      'Test/Dent/000.png': 'anomalous Dent test masks:1',
      'Test/Crack/000.png': 'anomalous Crack test masks:1',
    });
    expect(reading.images.find(({ kind }) => kind === 'Crack')!.masks).toEqual(['Ground_Truth/Crack/000.png']);
    expect(reading.used).toHaveLength(2);
  });

  it.each(['masks', 'mask', 'gt', 'groundtruth', 'ground-truth', 'labels', 'Annotations'])(
    'is understood with its masks in %s/',
    async (folder) => {
      const { said } = await understand([
        ...['train/good/1.png', 'test/good/2.png', 'test/dent/3.png', `${folder}/dent/3.png`],
      ]);
      expect(said['test/dent/3.png']).toBe('anomalous dent test masks:1');
      expect(Object.keys(said)).toHaveLength(3);
    },
  );

  it('takes val, valid and validation for the same', async () => {
    for (const name of ['val', 'valid', 'validation', 'VAL']) {
      const { said } = await understand(['train/good/1.png', `${name}/good/2.png`, 'test/good/3.png']);
      expect(said[`${name}/good/2.png`]).toBe('normal - calibration');
    }
  });

  it('keeps BTAD apart by its words', async () => {
    const { layout, said } = await understand([
      ...['train/ok/1.bmp', 'test/ok/2.bmp', 'test/ko/3.bmp', 'ground_truth/ko/3.png'],
    ]);
    expect(layout).toBe('btad');
    expect(said).toEqual({
      'train/ok/1.bmp': 'normal - train',
      'test/ok/2.bmp': 'normal - test',
      'test/ko/3.bmp': 'anomalous ko test masks:1',
    });
  });
});

describe('MVTec LOCO AD', () => {
  it('has several masks a picture, in a folder of its name', async () => {
    const { layout, said } = await understand([
      ...['train/good/000.png', 'validation/good/000.png', 'test/good/000.png'],
      ...['test/logical_anomalies/000.png', 'test/logical_anomalies/001.png', 'test/structural_anomalies/000.png'],
      ...['ground_truth/logical_anomalies/000/000.png', 'ground_truth/logical_anomalies/000/001.png'],
      ...['ground_truth/logical_anomalies/001/000.png', 'ground_truth/structural_anomalies/000/000.png'],
    ]);
    expect(layout).toBe('mvtec-loco');
    expect(said).toMatchObject({
      'validation/good/000.png': 'normal - calibration',
      'test/logical_anomalies/000.png': 'anomalous logical_anomalies test masks:2',
      'test/logical_anomalies/001.png': 'anomalous logical_anomalies test masks:1',
      'test/structural_anomalies/000.png': 'anomalous structural_anomalies test masks:1',
    });
  });
});

describe('MVTec 3D-AD', () => {
  it('has pictures in rgb, masks in gt, and depth maps that are named and left out', async () => {
    const { layout, said, reading } = await understand([
      ...['train/good/rgb/000.png', 'train/good/xyz/000.tiff', 'test/good/rgb/000.png', 'test/good/gt/000.png'],
      ...['test/cut/rgb/000.png', 'test/cut/gt/000.png', 'test/cut/xyz/000.tiff'],
    ]);
    expect(layout).toBe('mvtec-3d');
    expect(said).toEqual({
      'train/good/rgb/000.png': 'normal - train',
      'test/good/rgb/000.png': 'normal - test masks:1',
      'test/cut/rgb/000.png': 'anomalous cut test masks:1',
    });
    expect(reading.skipped).toEqual([
      { path: 'train/good/xyz/000.tiff', reason: 'depth' },
      { path: 'test/cut/xyz/000.tiff', reason: 'depth' },
    ]);
  });
});

describe('VisA', () => {
  const files = [
    ...['candle/Data/Images/Normal/0000.JPG', 'candle/Data/Images/Normal/0001.JPG'],
    ...['candle/Data/Images/Anomaly/000.JPG', 'candle/Data/Masks/Anomaly/000.png'],
  ];

  it('is understood as published, the folder above it too', async () => {
    const { layout, said, reading } = await understand(files);
    expect(layout).toBe('visa');
    expect(said['candle/Data/Images/Anomaly/000.JPG']).toBe('anomalous Anomaly - masks:1');
    expect(said['candle/Data/Images/Normal/0000.JPG']).toBe('normal - -');
    expect(new Set(reading.images.map(({ session }) => session))).toEqual(new Set(['session-1']));
  });

  it('takes sides and kinds of its lists', async () => {
    const { said, reading } = await understand(files, {
      'split_csv/1cls.csv':
        'object,split,label,image,mask\ncandle,train,normal,candle/Data/Images/Normal/0000.JPG,\n' +
        'candle,test,normal,candle/Data/Images/Normal/0001.JPG,\n' +
        'candle,test,anomaly,candle/Data/Images/Anomaly/000.JPG,candle/Data/Masks/Anomaly/000.png\n',
      'candle/image_anno.csv':
        'image,label,mask\ncandle/Data/Images/Anomaly/000.JPG,"melded wax,hole",candle/Data/Masks/Anomaly/000.png\n',
    });
    expect(said).toMatchObject({
      'candle/Data/Images/Normal/0000.JPG': 'normal - train',
      'candle/Data/Images/Normal/0001.JPG': 'normal - test',
      'candle/Data/Images/Anomaly/000.JPG': 'anomalous melded wax,hole test masks:1',
    });
    expect(reading.used).toHaveLength(3);
  });
});

describe('KolektorSDD', () => {
  it('has a folder an item and masks beside pictures that say which are defective', async () => {
    const { layout, said, reading } = await understand([
      ...['kos01/Part0.jpg', 'kos01/Part0_label.bmp', 'kos02/Part0.jpg', 'kos02/Part0_label.bmp'],
    ]);
    expect(layout).toBe('ksdd');
    expect(said).toEqual({ 'kos01/Part0.jpg': '? - - masks:1', 'kos02/Part0.jpg': '? - - masks:1' });
    expect(reading.images.map(({ part, masks }) => [part, masks[0]])).toEqual([
      ['kos01', 'kos01/Part0_label.bmp'],
      ['kos02', 'kos02/Part0_label.bmp'],
    ]);
    expect(reading.notes).toEqual([]);
  });

  it('is understood in its second version too', async () => {
    const { layout, said } = await understand([
      ...['train/10.png', 'train/10_GT.png', 'test/10.png', 'test/10_GT.png'],
    ]);
    expect(layout).toBe('ksdd2');
    expect(said).toEqual({ 'train/10.png': '? - train masks:1', 'test/10.png': '? - test masks:1' });
  });
});

describe('DAGM', () => {
  it('has labels of the defective pictures alone', async () => {
    const { layout, said } = await understand([
      ...['Train/0001.PNG', 'Train/0002.PNG', 'Train/Label/0002_label.PNG', 'Test/0002.PNG', 'Test/0003.PNG'],
      ...['Test/Label/0003_label.PNG'],
    ]);
    expect(layout).toBe('dagm');
    expect(said).toEqual({
      'Train/0001.PNG': '? - train',
      'Train/0002.PNG': '? - train masks:1',
      'Test/0002.PNG': '? - test',
      'Test/0003.PNG': '? - test masks:1',
    });
  });
});

describe('Real-IAD', () => {
  const files = ['OK/S0001/a_C1.jpg', 'OK/S0002/b_C1.jpg', 'NG/AK/S0003/c_C1.jpg', 'NG/AK/S0003/c_C1.png'];

  it('has a folder a part, and a mask of its picture’s name', async () => {
    const { layout, said, reading } = await understand(files);
    expect(layout).toBe('real-iad');
    expect(said).toEqual({
      'OK/S0001/a_C1.jpg': 'normal - -',
      'OK/S0002/b_C1.jpg': 'normal - -',
      'NG/AK/S0003/c_C1.jpg': 'anomalous AK - masks:1',
    });
    expect(reading.images.map(({ part }) => part)).toEqual(['OK/S0001', 'OK/S0002', 'NG/AK/S0003']);
  });

  it('takes the sides of its list', async () => {
    const row = (path: string) => ({ category: 'x', anomaly_class: 'OK', image_path: path, mask_path: null });
    const list = JSON.stringify({
      meta: {},
      train: [row('OK/S0001/a_C1.jpg')],
      test: [row('OK/S0002/b_C1.jpg'), row('NG/AK/S0003/c_C1.jpg')],
    });
    const { said } = await understand(files, { 'x.json': list });
    expect(said).toMatchObject({ 'OK/S0001/a_C1.jpg': 'normal - train', 'OK/S0002/b_C1.jpg': 'normal - test' });
  });
});

describe('a folder too high', () => {
  it('is followed down to the one data set, which is named', async () => {
    const set = ['train/good/1.png', 'test/dent/2.png', 'ground_truth/dent/2_mask.png'];
    for (const above of ['flange', 'data/flange']) {
      const { layout, folder, said } = await understand(set.map((path) => `${above}/${path}`));
      expect([layout, folder]).toEqual(['mvtec', above]);
      expect(Object.keys(said)).toEqual(['train/good/1.png', 'test/dent/2.png']);
    }
  });

  it('is refused where it holds several data sets, which are named', async () => {
    const files = [
      'cable/train/good/1.png',
      'cable/test/bent/2.png',
      'screw/train/good/1.png',
      'screw/test/good/3.png',
    ];
    await expect(understand(files)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/cable.*screw/),
    });
  });

  it('is one product where days hold good and bad parts each', async () => {
    const files = ['2026-11-20/good/1.png', '2026-11-20/bad/2.png', '2026-11-21/good/3.png', '2026-11-21/bad/4.png'];
    const { layout, reading } = await understand(files);
    expect(layout).toBe('good-bad');
    expect(reading.images.map(({ label, session }) => [label, session])).toEqual([
      ['normal', '2026-11-20'],
      ['anomalous', '2026-11-20'],
      ['normal', '2026-11-21'],
      ['anomalous', '2026-11-21'],
    ]);
  });

  const each = (...folders: string[]): string[] =>
    folders.flatMap((folder) => [`${folder}/OK/1.png`, `${folder}/NG/2.png`]);

  it.each([
    [['cam1', 'cam2']],
    [['Kamera links', 'Kamera rechts']],
    [['line A', 'line B']],
    [['top', 'bottom']],
    [['2026-11-20/camera_1', '2026-11-20/camera_2', '2026-11-21/camera_1', '2026-11-21/camera_2']],
  ])('is one product where cameras or places have good and bad parts each, and says so: %s', async (folders) => {
    const { layout, reading, together, folder } = await understand(each(...folders));
    expect([layout, folder, together]).toEqual(['good-bad', '', folders]);
    expect(reading.images.map(({ label, session }) => `${label} ${session}`)).toEqual(
      folders.flatMap((name) => [`normal ${name}`, `anomalous ${name}`]),
    );
    expect(reading.images.filter(({ kind }) => kind !== null).every(({ kind }) => kind === 'NG')).toBe(true);
  });

  it('is several where cameras have pictures of different sizes, and where folders have names of their own; both can be one', async () => {
    const hint = expect.stringContaining('--layout good-bad');
    const several = { code: 'usage', hint, said: { code: 'severalOfOne', values: { n: 2 } } };
    const ofSizes = understand(each('cam1', 'cam2'), {}, (path) =>
      path.includes('cam1') ? '640 × 480' : '1280 × 960',
    );
    await expect(ofSizes).rejects.toMatchObject(several);
    for (const folders of [
      ['screw', 'nut'],
      ['line scan holder', 'top hat'],
      ['part1', 'part2'],
    ])
      await expect(understand(each(...folders))).rejects.toMatchObject(several);
    const bolts = understand(['cam1/train/good/1.png', 'cam2/train/good/2.png']);
    await expect(bolts).rejects.toMatchObject({ said: { code: 'severalSets' } });
  });

  it('has pictures of defects in folders of cameras, which are no kinds', async () => {
    const { said } = await understand([
      'OK/cam left/1.png',
      'NG/cam left/2.png',
      'NG/line/3.png',
      'NG/cam 2/dent/4.png',
    ]);
    expect(said).toEqual({
      'OK/cam left/1.png': 'normal - -',
      'NG/cam left/2.png': 'anomalous NG -',
      'NG/line/3.png': 'anomalous line -',
      'NG/cam 2/dent/4.png': 'anomalous dent -',
    });
  });
});
