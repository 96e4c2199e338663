import type { Edit, EditStep } from '#shared/domain/edits.ts';
import { editInWords } from '#shared/domain/editWords.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { takeLimits } from '../../evaluation/limits.ts';
import type { Product } from '../../product.ts';
import { transaction } from '../../store/database.ts';
import {
  type EditSide,
  type EditValue,
  editStack,
  findEdit,
  putPictures,
  recordEdit,
  setEditState,
  valuesOfEdit,
} from '../../store/edits.ts';
import { addAudit, putPriorSet } from '../../store/records.ts';
import { putLayers } from '../../store/layerKinds.ts';
import { putMask } from '../../store/masks.ts';
import { putSetting, readSetting } from '../../store/settings.ts';

/**
 * Takes the last step back. What something else changed since stays as it is, and is counted. Written to the audit trail.
 * @throws FlawsmithError `not-found` where there is nothing to undo
 */
export function undoEdit(product: Product, who: string): EditStep {
  const edit = editStack(product.db).undo;
  if (!edit) throw nothing(product, 'undo');
  return put(product, edit, 'old', who);
}

/** Does again the step that was taken back last. @throws FlawsmithError `not-found` where there is none, or something was done since */
export function redoEdit(product: Product, who: string): EditStep {
  const edit = editStack(product.db).redo;
  if (!edit) throw nothing(product, 'redo');
  return put(product, edit, 'new', who);
}

/**
 * Takes an import back though other steps followed: what it added goes, and labels and masks that it gave and nobody changed since
 * are as before. A step of its own, which can be undone.
 * @param number of the step
 * @throws FlawsmithError `not-found` where no such import stands
 */
export function undoImport(product: Product, number: number, who: string): EditStep {
  const edit = findEdit(product.db, number);
  if (edit?.code !== 'import' || edit.state !== 'done') {
    throw new FlawsmithError('not-found', 'There is no such import, or it was taken back.', { file: product.dir });
  }
  if (editStack(product.db).undo?.number === number) return put(product, edit, 'old', who);
  const { result, edit: own } = recordEdit(product.db, who, () => {
    const { pictures, kept } = putPictures(product.db, number, 'old');
    // Settings such as how pictures are divided are those of the steps that followed.
    const marks = valuesOfEdit(product.db, number).filter(({ what }) => what === 'mask' || what === 'layers');
    const put = { pictures, kept: kept + countStaying(product, marks, 'old', who) };
    addAudit(product.db, { who, what: `undo of step ${number}`, old: editInWords(edit), new: put });
    return { result: put, code: 'importUndone' as const, values: edit.values };
  });
  return { edit: own ?? edit, ...result };
}

function nothing(product: Product, what: 'undo' | 'redo'): FlawsmithError {
  return new FlawsmithError('not-found', `There is nothing to ${what}.`, {
    file: product.dir,
    said: said(what === 'undo' ? 'nothingToUndo' : 'nothingToRedo'),
  });
}

function put(product: Product, edit: Edit, to: EditSide, who: string): EditStep {
  const { db } = product;
  return transaction(db, () => {
    const { pictures, kept } = putPictures(db, edit.number, to);
    const stayed = countStaying(product, valuesOfEdit(db, edit.number), to, who);
    const state = to === 'old' ? 'undone' : 'done';
    setEditState(db, edit.number, state);
    const what = `${to === 'old' ? 'undo' : 'redo'} of step ${edit.number}`;
    addAudit(db, { who, what, old: editInWords(edit), new: { pictures, kept: kept + stayed } });
    return { edit: { ...edit, state }, pictures, kept: kept + stayed };
  });
}

/** Puts values to one side of a step. @returns how many something else changed since */
const countStaying = (product: Product, values: readonly EditValue[], to: EditSide, who: string): number =>
  values.filter((value) => !putValue(product, value, to, who)).length;

/** @returns false where something else changed it since, and it stays */
function putValue(product: Product, value: EditValue, to: EditSide, who: string): boolean {
  const from = to === 'old' ? value.new : value.old;
  const wanted = value[to];
  if (value.what === 'setting') {
    if (readSetting(product.db, value.key) !== from) return false;
    putSetting(product.db, value.key, wanted);
    return true;
  }
  if (value.what === 'priors') return putPriorSet(product.db, value.key, from, wanted);
  if (value.what === 'mask') return putMask(product.db, Number(value.key), from, wanted);
  if (value.what === 'layers') return putLayers(product.db, Number(value.key), from, wanted);
  return takeLimits(product, value.key, from, wanted, who, to === 'old' ? 'undone' : 'done again');
}
