import { findRecordings } from '#shared/domain/recordings.ts';
import { type AskedSplit, type KeptSplit, type SplitRecord, decideSplit, describeSplit } from '#shared/domain/split.ts';
import { noteInWords } from '#shared/domain/splitWords.ts';
import { unitsOf } from '#shared/domain/units.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { Product } from '../product.ts';
import { recordEdit } from '../store/edits.ts';
import { type SplitImage, listSplitImages, setSplits, setUnits, unpinAll } from '../store/images.ts';
import { listDescriptors } from '../store/descriptors.ts';
import { addAudit } from '../store/records.ts';
import { damagedSettings, putParsed, readParsed } from '../store/settings.ts';

const settingKey = 'split';
const earlier: KeptSplit = { asked: 'auto', by: 'part', why: { code: 'earlier', values: {} }, chosen: 'auto' };
/** What is shown where it cannot be read; nothing is divided by it. */
const damaged: KeptSplit = { ...earlier, why: { code: 'damaged', values: {} } };

/** @throws FlawsmithError `product-damaged` */
const readKept = ({ db }: Product): KeptSplit => readParsed(db, settingKey) ?? earlier;
const readOrDamaged = (product: Product): KeptSplit =>
  damagedSettings(product.db, [settingKey]).length > 0 ? damaged : readKept(product);

/** How the product's pictures are divided now, and why; said too where that cannot be read any more. */
export function readSplit(product: Product): SplitRecord {
  const { asked, ...kept } = readOrDamaged(product);
  const rows = listSplitImages(product.db);
  const isNew = rows.length === 0 && kept.why.code === 'earlier';
  return describeSplit(rows, isNew ? { ...kept, why: { code: 'few', values: { n: 0, least: 10 } } } : kept, asked);
}

/** Mode in which the pictures are divided now. @throws FlawsmithError `product-damaged` */
export const splitMode = (product: Product): SplitRecord['by'] => readKept(product).by;

/** What was asked for, and holds for later imports. */
export const askedSplit = (product: Product): AskedSplit => readKept(product).asked;

/**
 * Divides the good pictures anew, after pictures came or went. An audit row tells what it was and is, where pictures moved
 * or another mode decides.
 * @param who for the audit trail
 * @param why what gave rise to it
 * @throws FlawsmithError `product-damaged` where what was asked cannot be read
 */
export function resplit(product: Product, who: string, why: string): SplitRecord {
  return divide(product, readKept(product).asked, who, why);
}

/**
 * Divides the pictures as a person asks, those too whose side a person chose; what was asked holds for later imports too.
 * @throws FlawsmithError `usage` where a validation folder decides, `too-few-images` where the pictures cannot be divided so
 */
export function askSplit(product: Product, asked: AskedSplit, who: string): SplitRecord {
  const rows = withUnits(product, listSplitImages(product.db)).map((row) => ({ ...row, isPinned: false }));
  const decided = decideSplit(rows, asked);
  if (asked !== 'auto' && decided.chosen !== 'asked')
    throw refusal(product, asked, noteInWords(decided.why), decided.by);
  const why = asked === 'auto' ? 'chosen by the rule' : `asked: by ${asked}`;
  return recordEdit(product.db, who, () => {
    unpinAll(product.db);
    return { result: divide(product, asked, who, why), code: 'divide', values: { by: asked } };
  }).result;
}

function refusal(product: Product, asked: AskedSplit, reason: string, by: SplitRecord['by']): FlawsmithError {
  if (by === 'folder') {
    return new FlawsmithError(
      'usage',
      `The split is not yours to choose here: a validation folder decides. ${reason}`,
      {
        file: product.dir,
        hint: 'Import the pictures from a folder without validation/ into a new product to have them divided.',
        said: said('folderDivides'),
      },
    );
  }
  return new FlawsmithError('too-few-images', `The pictures cannot be divided by ${asked}. ${reason}`, {
    file: product.dir,
    hint:
      asked === 'session'
        ? 'Name the capture sessions of the pictures (sessions.csv: file,session,part), or add pictures of other days.'
        : 'Add photographs of more good parts.',
    said: said(asked === 'session' ? 'noDivisionBySession' : 'noDivisionByPart'),
  });
}

function divide(product: Product, asked: AskedSplit, who: string, why: string): SplitRecord {
  const before = readOrDamaged(product);
  const old = describeSplit(listSplitImages(product.db), before);
  const rows = withUnits(product, listSplitImages(product.db));
  setUnits(product.db, rows);
  const { splits, ...decided } = decideSplit(rows, asked);
  const moved = setSplits(product.db, splits);
  const kept: KeptSplit = { asked, ...decided };
  putParsed(product.db, settingKey, kept, who);
  const record = describeSplit(listSplitImages(product.db), decided, asked);
  if (moved > 0 || old.groups !== record.groups || JSON.stringify(before) !== JSON.stringify(kept)) {
    const short = ({ by, chosen, parts, groups }: SplitRecord) => ({ by, chosen, parts, groups });
    addAudit(product.db, { who, what: 'split', old: short(old), new: { ...short(record), moved }, why });
  }
  return record;
}

/** The pictures with the parts that they count as, told anew, in the order of their files. */
export const splitRows = (product: Product): SplitImage[] =>
  withUnits(product, listSplitImages(product.db)).sort((a, b) => (a.file < b.file ? -1 : 1));

function withUnits(product: Product, images: readonly SplitImage[]): SplitImage[] {
  const descriptors = listDescriptors(product.db);
  const good = images.filter(({ label }) => label === 'normal');
  const recordings = findRecordings(
    good.map((image) => ({ ...image, descriptor: descriptors.get(image.hash) ?? null })),
  );
  const rows = images.map((image) => ({ ...image, recording: recordings.get(image.id) ?? null }));
  const units = unitsOf(rows);
  return rows.map((row) => ({ ...row, unit: units.get(row.id)! }));
}
