import { describe, expect, it } from 'vitest';
import type { Split } from '#shared/domain/images.ts';
import {
  type ChangeRules,
  type EditablePicture,
  type PictureChange,
  changedPicture,
  codeOfChange,
  pictureChangeSchema,
} from '#shared/domain/pictureChange.ts';

const good: EditablePicture = {
  ...{ id: 1, label: 'normal', kind: null, split: 'train', splitBefore: null, session: 'a', part: 'p' },
  ...{ isOut: false, isPinned: false },
};
const marked: EditablePicture = { ...good, label: 'anomalous', kind: 'dent', split: 'test', splitBefore: 'train' };
const rules = (side: Split | null, runs = 0): ChangeRules => ({ runsTestedOn: () => runs, sideOf: () => side });
const change = (picture: EditablePicture, wanted: PictureChange, with_ = rules(null)) =>
  changedPicture(picture, wanted, with_);

describe('a changed picture', () => {
  it('that is marked NG tests, keeps its kind unless another is named, and remembers its side', () => {
    expect(change(good, { label: 'anomalous' })).toEqual({ ...marked, kind: 'defect' });
    expect(change(marked, { label: 'anomalous', kind: 'crack' })).toEqual({ ...marked, kind: 'crack' });
    expect(change(marked, { kind: 'crack' })).toEqual({ ...marked, kind: 'crack' });
    expect(change({ ...good, split: 'test' }, { label: 'anomalous' })).toMatchObject({ splitBefore: null });
    expect(change(good, { label: 'anomalous', split: 'test' })).toMatchObject({ split: 'test' });
  });

  it('that is OK after all goes where its part stands now, but not out of a test that runs have seen', () => {
    expect(change(marked, { label: 'normal' })).toEqual(good);
    expect(change(marked, { label: 'normal' }, rules('calibration'))).toMatchObject({ split: 'calibration' });
    expect(change(marked, { label: 'normal' }, rules('train', 1))).toMatchObject({ split: 'test', splitBefore: null });
    expect(change({ ...marked, splitBefore: null }, { label: 'normal' }, rules('train'))).toMatchObject({
      split: 'test',
    });
    expect(change({ ...marked, isPinned: true }, { label: 'normal' }, rules('calibration'))).toMatchObject({
      split: 'train',
    });
    expect(change(marked, { label: 'normal', split: 'calibration' }, rules('train', 1))).toMatchObject({
      ...{ split: 'calibration', isPinned: true, splitBefore: null },
    });
  });

  it('goes with its new session or part, and when it comes back; a side that a person chose stays', () => {
    const moved = { session: 'b' };
    expect(change(good, moved, rules('calibration'))).toMatchObject({ session: 'b', split: 'calibration' });
    expect(change(good, moved)).toMatchObject({ split: 'train' });
    expect(change({ ...good, split: 'test' }, moved, rules('calibration'))).toMatchObject({ split: 'test' });
    expect(change({ ...good, isPinned: true }, moved, rules('calibration'))).toMatchObject({ split: 'train' });
    expect(change({ ...good, isOut: true }, { out: false }, rules('calibration'))).toMatchObject({
      ...{ isOut: false, split: 'calibration' },
    });
    expect(change(good, { out: true }, rules('calibration'))).toEqual({ ...good, isOut: true });
    expect(change(good, { split: 'calibration' })).toMatchObject({ split: 'calibration', isPinned: true });
  });

  it('tests where it is defective, unless a person gives it to training', () => {
    expect(change(good, { label: 'anomalous' })).toMatchObject({ split: 'test' });
    const given = change(marked, { split: 'train' });
    expect(given).toMatchObject({ label: 'anomalous', split: 'train' });
    expect(change(given as EditablePicture, { kind: 'dent' })).toMatchObject({ kind: 'dent', split: 'train' });
    expect(change(given as EditablePicture, { split: 'test' })).toMatchObject({ split: 'test' });
  });

  it('is refused where a defect would calibrate, or a good part would have a kind', () => {
    expect(change(marked, { split: 'calibration' })).toBe('defectiveNeverCalibrates');
    expect(change(good, { label: 'anomalous', split: 'calibration' })).toBe('defectiveNeverCalibrates');
    expect(change(good, { kind: 'dent' })).toBe('goodHasNoKind');
    expect(change(marked, { label: 'normal', kind: 'dent' })).toBe('goodHasNoKind');
  });
});

it('a change is a step of the one thing that it changes', () => {
  expect(codeOfChange({ label: 'anomalous', kind: 'dent' })).toBe('label');
  expect(codeOfChange({ kind: 'dent' })).toBe('kind');
  expect(codeOfChange({ session: 'a', part: 'b' })).toBe('several');
  expect(codeOfChange({ out: true })).toBe('out');
  expect(codeOfChange({ out: false })).toBe('in');
  expect(codeOfChange({ out: false, split: 'test' })).toBe('several');
});

it('names of a change are without blanks around them, and not empty', () => {
  expect(pictureChangeSchema.parse({ session: ' day 1 ' })).toEqual({ session: 'day 1' });
  expect(pictureChangeSchema.safeParse({ part: '  ' }).success).toBe(false);
});
