import { basename } from 'node:path';
import type { Edit } from '#shared/domain/edits.ts';
import type { LabelNote } from '#shared/domain/labelNotes.ts';
import {
  type ChangeFault,
  type ChangeRules,
  type EditablePicture,
  type PictureChange,
  changedPicture,
  codeOfChange,
} from '#shared/domain/pictureChange.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { Product } from '../../product.ts';
import { type StoredPicture, pictureRows, savePictures } from '../../store/editable.ts';
import { recordEdit, withinEdit } from '../../store/edits.ts';
import { listSplitImages, setUnits } from '../../store/images.ts';
import { addAudit } from '../../store/records.ts';
import { splitMode, splitRows } from '../split.ts';
import { notesOfChange } from './changeNotes.ts';

import { givenWith } from './givenWith.ts';
import { sidesBeside } from './sides.ts';
import { testedPictures } from './testedPictures.ts';

/** A picture that is otherwise now. */
export interface ChangedPicture {
  before: StoredPicture;
  after: StoredPicture;
}

export interface ChangeOutcome {
  /** The step on the undo stack; null where nothing changed, or it is part of another step. */
  edit: Edit | null;
  changed: ChangedPicture[];
  notes: LabelNote[];
}

/**
 * Changes pictures as one step that can be undone. Written to the audit trail. Pictures that are not in the product, or
 * that are so already, are passed over. Defective pictures that are given to training take those of the test with them that show the
 * same, see {@link givenWith}.
 * @param ids of pictures, left out or not
 * @param within the step that this is part of
 * @throws FlawsmithError `usage`, with the first file at fault, for what {@link changedPicture} refuses; nothing is changed then
 */
export async function changePictures(
  product: Product,
  ids: readonly number[],
  change: PictureChange,
  who: string,
  within?: number,
): Promise<ChangeOutcome> {
  const canLeaveTest = change.label === 'normal' || (change.split !== undefined && change.split !== 'test');
  const tested = canLeaveTest ? await testedPictures(product) : new Map<number, number>();
  const isGiven = change.split === 'train' && change.label !== 'normal';
  const alike = isGiven ? await givenWith(product, ids, change.label) : [];
  const act = (): ChangeOutcome => changeNow(product, ids, change, who, { tested, alike });
  return within === undefined ? act() : withinEdit(product.db, within, act);
}

/** What was looked up before a change: see {@link testedPictures} and {@link givenWith}. */
interface LookedUp {
  tested?: ReadonlyMap<number, number>;
  alike?: readonly number[];
}

/** The same at once, for changes that take nothing out of the test. */
export function changeNow(
  product: Product,
  ids: readonly number[],
  change: PictureChange,
  who: string,
  { tested = new Map(), alike = [] }: LookedUp = {},
): ChangeOutcome {
  const { result, edit } = recordEdit(product.db, who, () => {
    const before = pictureRows(product.db, ids);
    const sideOf = sidesBeside(listSplitImages(product.db), new Set(ids), splitMode(product));
    const rules: ChangeRules = { runsTestedOn: (id) => tested.get(id) ?? 0, sideOf };
    const changeOf = (wanted: PictureChange) => (picture: StoredPicture) => ({
      before: picture,
      after: afterOf(picture, wanted, rules),
    });
    const withThem = pictureRows(product.db, alike).map(changeOf({ split: 'train' }));
    const changed = [...before.map(changeOf(change)), ...withThem].filter(isOther);
    savePictures(
      product.db,
      changed.map(({ after }) => after),
    );
    if (change.session !== undefined || change.part !== undefined) setUnits(product.db, splitRows(product));
    if (changed.length > 0) audit(product, changed, change, who);
    const notes = notesOfChange(listSplitImages(product.db), changed, change, tested);
    if (withThem.length > 0) notes.push({ code: 'givenWith', values: { n: withThem.length } });
    return { result: { changed, notes }, code: codeOfChange(change), values: valuesOf(changed, change) };
  });
  return { ...result, edit };
}

function afterOf(before: StoredPicture, change: PictureChange, rules: ChangeRules): StoredPicture {
  const after = changedPicture(before, change, rules);
  if (typeof after === 'string') throw refusal(before, after);
  return { ...before, ...after };
}

/** What can be changed of a picture, to compare. */
export const comparable = ({ label, kind, split, session, part, isOut }: EditablePicture): string =>
  JSON.stringify([label, kind, split, session, part, isOut]);
const isOther = ({ before, after }: ChangedPicture): boolean => comparable(before) !== comparable(after);

function refusal({ file }: StoredPicture, fault: ChangeFault): FlawsmithError {
  if (fault === 'defectiveNeverCalibrates') {
    return new FlawsmithError('usage', `A defective part cannot calibrate; limits rest on good parts alone: ${file}`, {
      file,
      hint: 'Leave it in the test, give it to training, or mark it OK where it is good.',
      said: said('defectCannotCalibrate', { file }),
    });
  }
  return new FlawsmithError('usage', `A picture that is OK has no kind of defect: ${file}`, {
    file,
    hint: 'Mark it NG with its kind.',
    said: said('goodHasNoKind', { file }),
  });
}

function valuesOf(changed: readonly ChangedPicture[], change: PictureChange): Edit['values'] {
  const values: Edit['values'] = { n: changed.length };
  if (changed.length === 1) values['name'] = basename(changed[0]!.after.file);
  for (const key of ['label', 'split', 'session', 'part'] as const) {
    const asked = change[key];
    if (asked !== undefined) values[key] = asked;
  }
  const kinds = [...new Set(changed.map(({ after }) => after.kind))];
  if (kinds.length === 1 && kinds[0] !== null) values['kind'] = kinds[0]!;
  return values;
}

/** One picture's label, pictures left out or brought back, or several things: the words that earlier versions wrote stay. */
function audit(product: Product, changed: readonly ChangedPicture[], change: PictureChange, who: string): void {
  const code = codeOfChange(change);
  if (code === 'out' || code === 'in') {
    const what = code === 'out' ? 'images left out' : 'images brought back';
    addAudit(product.db, {
      who,
      what,
      new: changed.map(({ after }) => ({ id: after.id, name: basename(after.file) })),
    });
    return;
  }
  const [first] = changed;
  const isOne = changed.length === 1 && code === 'label';
  const side = (of: 'before' | 'after'): unknown =>
    isOne ? plain(first![of]) : grouped(changed.map((pair) => pair[of]));
  const what = isOne ? `label of image ${first!.after.id}` : 'images sorted';
  addAudit(product.db, { who, what, old: side('before'), new: side('after') });
}

const plain = ({ label, kind, split }: EditablePicture): object => ({ label, kind, split });

/** Pictures that are alike in what can be changed share a row. */
function grouped(pictures: readonly EditablePicture[]): object[] {
  return [...Map.groupBy(pictures, comparable).values()].map((group) => {
    const { label, kind, split, session, part, isOut } = group[0]!;
    return { label, kind, split, session, part, out: isOut, images: group.map(({ id }) => id) };
  });
}
