import type { LabelNote } from '#shared/domain/labelNotes.ts';
import type { PictureChange } from '#shared/domain/pictureChange.ts';
import type { SplitImage } from '../../store/images.ts';
import type { ChangedPicture } from './changePictures.ts';

/**
 * What has to be said of a change: parts of which other pictures now stand elsewhere, and tests that are worth less.
 * @param rows all pictures that are in the product, after the change
 * @param tested how many runs were tested on a picture, by id
 */
export function notesOfChange(
  rows: readonly SplitImage[],
  changed: readonly ChangedPicture[],
  change: PictureChange,
  tested: ReadonlyMap<number, number>,
): LabelNote[] {
  const ids = new Set(changed.map(({ after }) => after.id));
  const mine = rows.filter(({ id }) => ids.has(id));
  const others = Map.groupBy(
    rows.filter(({ id, label }) => !ids.has(id) && label === 'normal'),
    ({ unit }) => unit,
  );
  return [
    ...sisterNotes(mine, others),
    ...apartNotes(mine, others),
    ...testNotes(changed, change, tested),
    ...maskNotes(changed),
  ];
}

type Units = ReadonlyMap<string, readonly SplitImage[]>;

/** Of defective parts other pictures still train or calibrate as good. */
function sisterNotes(mine: readonly SplitImage[], others: Units): LabelNote[] {
  const units = new Set(mine.filter(({ label }) => label === 'anomalous').map(({ unit }) => unit));
  const n = [...units].flatMap((unit) => others.get(unit) ?? []).filter(({ split }) => split !== 'test').length;
  return n > 0 ? [{ code: 'sisters', values: { n } }] : [];
}

/** Good parts that now stand on two sides. */
function apartNotes(mine: readonly SplitImage[], others: Units): LabelNote[] {
  const good = Map.groupBy(
    mine.filter(({ label }) => label === 'normal'),
    ({ unit }) => unit,
  );
  const apart = [...good].filter(([unit, own]) => {
    const sides = new Set([...own, ...(others.get(unit) ?? [])].map(({ split }) => split));
    return sides.size > 1;
  });
  return apart.length > 0 ? [{ code: 'partsApart', values: { n: apart.length } }] : [];
}

function testNotes(
  changed: readonly ChangedPicture[],
  change: PictureChange,
  tested: ReadonlyMap<number, number>,
): LabelNote[] {
  const runsOn = (pairs: readonly ChangedPicture[]): number =>
    pairs.reduce((most, { after }) => Math.max(most, tested.get(after.id) ?? 0), 0);
  const wasTested = changed.filter(({ after }) => tested.has(after.id));
  const stay = wasTested.filter(
    ({ before, after }) =>
      before.label === 'anomalous' && after.label === 'normal' && before.splitBefore !== null && after.split === 'test',
  );
  const left = wasTested.filter(({ before, after }) => before.split === 'test' && after.split !== 'test');
  return [
    ...(stay.length > 0 && change.split === undefined ? [note('staysInTest', runsOn(stay), stay.length)] : []),
    ...(left.length > 0 ? [note('leavesTest', runsOn(left), left.length)] : []),
  ];
}

/** Masks of pictures that are OK now: they stay. */
function maskNotes(changed: readonly ChangedPicture[]): LabelNote[] {
  const n = changed.filter(
    ({ before, after }) => before.hasMask && before.label === 'anomalous' && after.label === 'normal',
  ).length;
  return n > 0 ? [{ code: 'maskRests', values: { n } }] : [];
}

const note = (code: LabelNote['code'], n: number, pictures: number): LabelNote => ({ code, values: { n, pictures } });
