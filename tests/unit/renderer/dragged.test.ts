import { describe, expect, it } from 'vitest';
import { type Dragged, changeOf } from '../../../src/renderer/stages/dataset/dragged.ts';
import { twoEnds } from '../../../src/renderer/ui/twoEnds.ts';

const row = (label: 'normal' | 'anomalous', split: 'train' | 'calibration' | 'test', session = 'Monday') => ({
  ...{ label, split, session },
  kind: label === 'anomalous' ? 'dent' : null,
});
const pictures = (...rows: ReturnType<typeof row>[]): Dragged => ({ what: 'pictures', count: rows.length, rows });
const session: Dragged = { what: 'session', count: 9, session: 'Monday', split: 'train', anomalous: 0 };

describe('letting go of what is dragged', () => {
  it('moves pictures to a side or into a session there, and nowhere where they stand already', () => {
    const good = pictures(row('normal', 'train'), row('normal', 'test'));
    expect(changeOf(good, { split: 'test' })).toEqual({ split: 'test' });
    expect(changeOf(good, { split: 'test', session: 'Monday' })).toEqual({ split: 'test' });
    expect(changeOf(good, { split: 'train', session: 'May' })).toEqual({ split: 'train', session: 'May' });
    const one = pictures(row('normal', 'train'));
    expect(changeOf(one, { split: 'train', session: 'May' })).toEqual({ session: 'May' });
    expect(changeOf(one, { split: 'train', session: 'Monday' })).toBeNull();
    expect(changeOf(one, { split: 'train' })).toBeNull();
  });

  it('lets no defective part calibrate, which limits would rest on', () => {
    const mixed = pictures(row('normal', 'test'), row('anomalous', 'test'));
    expect(changeOf(mixed, { split: 'calibration' })).toBeNull();
    expect(changeOf(mixed, { split: 'calibration', session: 'May' })).toBeNull();
    expect(changeOf(mixed, { split: 'train' })).toEqual({ split: 'train' });
    expect(changeOf({ ...session, split: 'test', anomalous: 1 } as Dragged, { split: 'calibration' })).toBeNull();
  });

  it('moves a whole session to another side only', () => {
    expect(changeOf(session, { split: 'calibration' })).toEqual({ split: 'calibration' });
    expect(changeOf(session, { split: 'train' })).toBeNull();
    expect(changeOf(session, { split: 'test', session: 'May' })).toBeNull();
    expect(changeOf(session, { label: 'anomalous', kind: 'dent' })).toBeNull();
    expect(changeOf(session, { out: true })).toBeNull();
  });

  it('labels with a kind, and takes pictures whose rows are not here for changed', () => {
    const bad = pictures(row('anomalous', 'test'));
    expect(changeOf(bad, { label: 'anomalous', kind: 'dent' })).toBeNull();
    expect(changeOf(bad, { label: 'anomalous', kind: 'scratch' })).toEqual({ label: 'anomalous', kind: 'scratch' });
    expect(changeOf(bad, { label: 'normal' })).toEqual({ label: 'normal' });
    expect(changeOf(bad, { out: true })).toEqual({ out: true });
    const many: Dragged = { what: 'pictures', count: 500, rows: [row('normal', 'train')] };
    expect(changeOf(many, { label: 'normal' })).toEqual({ label: 'normal' });
    expect(changeOf(many, { split: 'train', session: 'Monday' })).toEqual({ split: 'train', session: 'Monday' });
  });
});

describe('a name in two pieces', () => {
  it('keeps the ending whole and loses nothing but the kind of file', () => {
    expect(twoEnds('01_200902093536_585000_090_crop_2.jpg', 8)).toEqual(['01_200902093536_585000_09', '0_crop_2']);
    expect(twoEnds('000.png', 8)).toEqual(['0', '00']);
    expect(twoEnds('day-1/part.3')).toEqual(['day-1', '/part']);
    for (const name of ['a', '', 'no-ending', 'x.tiff']) expect(twoEnds(name).join('')).toBe(name.replace('.tiff', ''));
  });
});
