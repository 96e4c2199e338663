import { describe, expect, it } from 'vitest';
import { folderRole, isSessionName } from '#studio/dataset/layouts/folderRole.ts';

const senseOf = (name: string) => folderRole(name).sense;

describe('the name of a folder', () => {
  it.each([
    ...[
      'good',
      'Good',
      'OK',
      'ok_parts',
      'Gut',
      'i.O.',
      'IO-Teile',
      'Gutteile',
      'bon',
      'buono',
      'bueno',
      'bom',
      'goed',
    ],
    ...['dobry', 'dobré', 'iyi', 'sağlam', '良品', '合格', '正常品', '양품', 'defect-free', 'no_defects', 'fehlerfrei'],
    ...[
      'sans défaut',
      'not_defective',
      'good parts 2026',
      'Normal',
      'good no 5',
      'in Ordnung',
      'non-defective',
      'bezvadné',
    ],
    ...[
      'unauffällig',
      'unauffaellig',
      'A-Ware',
      'Годные',
      'хороший',
      'Jó',
      'Piese bune',
      'Godkända',
      'Godkjent',
      'Ehjät',
    ],
    ...['Dobar', 'Đạt', 'Baik', 'Καλά', '欠陥なし'],
  ])('%s says good', (name) => expect(senseOf(name)).toBe('good'));

  it.each([
    ...['bad', 'NG', 'NOK', 'ko', 'n.i.O.', 'schlecht', 'Schlechtteile', 'Ausschuss', 'defekt', 'mauvais', 'défaut'],
    ...['cattivo', 'scarto', 'malo', 'rechazado', 'ruim', 'afgekeurd', 'wadliwe', 'zły', 'vadné', 'kötü', 'hatalı'],
    ...[
      '不良品',
      '不合格',
      '缺陷',
      '不良品图片',
      '불량',
      '欠陥',
      'not_ok',
      'not good',
      'defects_2024',
      'non conforme',
      'nicht in Ordnung',
      '非良品',
    ],
    ...['anomalous', 'Reject', 'scratch', 'crack_large'],
    ...[
      'beschaedigt',
      'B-Ware',
      'Брак',
      'не годные',
      'царапина',
      'Selejt',
      'Hibás',
      'Rebuturi',
      'Underkända',
      'Kasseret',
    ],
    ...['معيب', 'פגום', 'เสีย', 'Дефектні', 'खराब', 'crazing'],
    ...['Vialliset', 'Škart', 'Lỗi', 'Cacat', 'Ελαττωματικά', 'キズ'],
  ])('%s says defective', (name) => expect(senseOf(name)).toBe('defect'));

  it.each(['monday', 'cam1', 'A', 'widget', '2026-11-20', 'lot 7', 'mask holder front', 'teil', 'xyz123'])(
    '%s says neither',
    (name) => {
      expect(senseOf(name)).toBeNull();
      expect(folderRole(name)).toMatchObject({ split: null, isMask: false });
    },
  );

  it('says sides and masks only where it is wholly understood', () => {
    expect(folderRole('TRAIN').split).toBe('train');
    expect(folderRole('test_images').split).toBe('test');
    expect(folderRole('train_masks')).toMatchObject({ split: 'train', isMask: true });
    expect(folderRole('train_good')).toMatchObject({ split: 'train', sense: 'good' });
    expect(folderRole('test bench').split).toBeNull();
    expect(folderRole('steel_defect_masks').isMask).toBe(true);
    for (const name of ['Anlernen', 'entraînement', 'Addestramento', '训练集', '学習', 'Обучение'])
      expect(folderRole(name).split, name).toBe('train');
    for (const name of ['Prüfung', 'Pruefung', 'Pruebas', 'essais', '测试', 'テスト'])
      expect(folderRole(name).split, name).toBe('test');
    for (const name of ['Validierung', 'validación', '验证']) expect(folderRole(name).split, name).toBe('calibration');
    for (const name of ['Máscaras', 'Masques', 'Maschere', 'Maski', 'マスク', '掩码'])
      expect(folderRole(name).isMask, name).toBe(true);
  });

  it('says a day, a lot or an order', () => {
    for (const name of ['2026-11-20', '20261120', 'Monday', 'lot 7', 'Schicht_2'])
      expect(isSessionName(name)).toBe(true);
    for (const name of ['cable', 'screw2', 'Class1']) expect(isSessionName(name)).toBe(false);
  });
});
