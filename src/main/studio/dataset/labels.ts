import type { ImageRow } from '#shared/contract/studio.ts';
import type { LabelNote } from '#shared/domain/labelNotes.ts';
import type { Label, Split } from '#shared/domain/images.ts';
import { sideAmong } from '#shared/domain/split.ts';
import type { Product } from '../product.ts';
import { findImage, setLabel, setLeftOut, splitBefore } from '../store/gallery.ts';
import { type SplitImage, listSplitImages, setSplits } from '../store/images.ts';
import { addAudit, listScores } from '../store/records.ts';
import { listRuns } from '../store/runs.ts';
import { readRunFile } from '../training/runFolder.ts';
import { splitMode } from './split.ts';

/**
 * Labels a picture. A defective part only ever tests. A good one that was thought defective goes back to where its session
 * or part stands now, unless a run was tested on it meanwhile: learning from it would make that test worthless.
 * @returns the picture, and what has to be said of it
 */
export async function relabel(
  product: Product,
  id: number,
  label: Label,
  kind: string | null,
  who: string,
): Promise<{ image: ImageRow; notes: LabelNote[] }> {
  const before = findImage(product.db, id);
  const own = splitBefore(product.db, id);
  const notes: LabelNote[] = [];
  let split: Split = before.split;
  let kept: Split | null = own;
  if (label === 'anomalous') {
    split = 'test';
    kept = before.label === 'anomalous' ? own : before.split === 'test' ? null : before.split;
    notes.push(...sisterNotes(product, id));
  } else if (before.label === 'anomalous' && own !== null) {
    const testedBy = await runsTestedOn(product, id, before.hash);
    if (testedBy.length > 0) notes.push({ code: 'staysInTest', values: { n: testedBy.length } });
    else split = placeOf(product, id, own);
    kept = null;
  }
  const image = setLabel(product.db, id, { label, kind, split, splitBefore: kept });
  addAudit(product.db, {
    who,
    what: `label of image ${id}`,
    old: { label: before.label, kind: before.kind, split: before.split },
    new: { label: image.label, kind: image.kind, split: image.split },
  });
  return { image, notes };
}

/** Takes pictures out of the product; all that is known of them stays. @returns ids of those that were in */
export function leaveOut(product: Product, ids: readonly number[], who: string): number[] {
  const changed = setLeftOut(product.db, ids, new Date().toISOString());
  if (changed.length > 0) addAudit(product.db, { who, what: 'images left out', new: changed });
  return changed.map(({ id }) => id);
}

/**
 * Brings left-out pictures back, with their scores. A good one that trains or calibrates goes to where its session or part
 * stands now. @returns ids of those that were out
 */
export function bringBack(product: Product, ids: readonly number[], who: string): number[] {
  const changed = setLeftOut(product.db, ids, null);
  for (const { id } of changed) {
    const { label, split } = findImage(product.db, id);
    if (label === 'normal' && split !== 'test') setSplits(product.db, new Map([[id, placeOf(product, id, split)]]));
  }
  if (changed.length > 0) addAudit(product.db, { who, what: 'images brought back', new: changed });
  return changed.map(({ id }) => id);
}

/** Where the picture's session or part stands now; `otherwise` where it is the only one. */
function placeOf(product: Product, id: number, otherwise: Split): Split {
  const rows = listSplitImages(product.db);
  const row = rows.find((image) => image.id === id)!;
  const by = splitMode(product);
  return (by === 'folder' ? row.folderSplit : sideAmong(row, rows, by)) ?? otherwise;
}

/** Other pictures of the same part that train or calibrate while this one tests. */
function sisterNotes(product: Product, id: number): LabelNote[] {
  const rows = listSplitImages(product.db);
  const row = rows.find((image) => image.id === id)!;
  const isSister = (other: SplitImage): boolean =>
    other.id !== id && other.unit === row.unit && other.label === 'normal' && other.split !== 'test';
  const n = rows.filter(isSister).length;
  return n > 0 ? [{ code: 'sisters', values: { n } }] : [];
}

/** Trained runs that have a score of the picture and neither learned nor calibrated on it. */
async function runsTestedOn(product: Product, id: number, hash: string): Promise<string[]> {
  const tested: string[] = [];
  for (const { id: run, state } of listRuns(product.db)) {
    if (state !== 'trained' || !listScores(product.db, run).some(({ image }) => image === id)) continue;
    const { train, calibration } = await readRunFile(product, run);
    if (![...train, ...calibration].some((entry) => entry.hash === hash)) tested.push(run);
  }
  return tested;
}
