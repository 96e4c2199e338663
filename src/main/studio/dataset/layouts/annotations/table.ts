import { fold, folderRole } from '../folderRole.ts';
import { type FolderTree, endingOf, isPicturePath } from '../folderTree.ts';
import { parseTable } from '../smallCsv.ts';
import type { AnnotationSet } from './annotation.ts';
import { CollectedAnnotations } from './collected.ts';
import { shapesOfMarks } from './marks.ts';
import type { PictureIndex } from './pictureIndex.ts';

/** Headers of columns that say what a picture shows, folded, without signs. */
const labelHeaders = new Set(
  (
    'label labels class classes classid classname category categories target okng goodbad defecttype anomalytype klasse ' +
    'etiqueta clase etichetta classe categorie 标签 类别 ラベル'
  ).split(' '),
);
/** Of those whose yes or 1 is a defect, and of those whose yes is a good part. */
const [defectHeaders, goodHeaders] = [
  /(defect|anomal|fault|fehler|defekt|reject|scrap|bad|nok|ng$|damaged)/,
  /^(is)?(good|ok|normal|pass|passed|accepted|gut)$/,
];
/** Of those that mark places in forms that are not read. */
const placeHeaders = /^(encodedpixels|rle|segmentation|mask|bbox|xmin|x1|xtl)$/;
const [yes, no] = [/^(1|1\.0|true|yes|y|ja|si|oui|x)$/, /^(0|0\.0|false|no|n|nein|non)$/];

/**
 * A table with a row a picture: a column names it, another says whether it is good or which defect it has. @returns null where there is
 * none. One that says it in numbers of which nothing tells what they mean is a fault, for to guess would teach defects as good parts.
 */
export async function readTable(tree: FolderTree): Promise<AnnotationSet | null> {
  const collected = new CollectedAnnotations(tree);
  for (const path of tree.others.filter((other) => ['csv', 'tsv'].includes(endingOf(other)))) {
    const rows = parseTable((await tree.text(path)) ?? '');
    const pictures = rows && pictureColumn(rows, path, collected.index);
    if (!rows || !pictures) continue;
    const label = labelColumn(rows, pictures);
    if (label === null) continue;
    if (label === 'unclear') collected.addFault(path);
    else add(rows, { path, pictures, ...label }, collected);
  }
  return collected.result('table', false);
}

type Rows = readonly Readonly<Record<string, string>>[];
const sign = (header: string): string => fold(header).replace(/[^\p{L}\d]/gu, '');

/** The column that names most pictures of the tree, half of its cells at least; else one of names of picture files, whose pictures are not here. */
function pictureColumn(rows: Rows, file: string, index: PictureIndex): string | null {
  const some = rows.slice(0, 200);
  const isPicture = (cell: string | undefined): boolean => Boolean(cell) && found(cell!, file, index).path !== null;
  const counts = Object.keys(rows[0] ?? {}).map((header) => ({
    header,
    count: some.filter((row) => isPicture(row[header])).length,
  }));
  const best = counts.reduce((most, one) => (one.count > most.count ? one : most), { header: '', count: 0 });
  if (best.count * 2 >= some.length && best.count > 0) return best.header;
  const isNames = (header: string): boolean =>
    some.length > 0 && some.every((row) => isPicturePath(row[header]!.trim()));
  return Object.keys(rows[0] ?? {}).find(isNames) ?? null;
}

/** By its name, or by its name without an ending. */
function found(cell: string, file: string, index: PictureIndex): ReturnType<PictureIndex['byName']> {
  const named = index.byName(cell, file);
  return named.path === null && named.why === 'none' && !/^\d{1,2}$/.test(cell) ? index.byStem(cell) : named;
}

interface LabelColumn {
  header: string;
  /** What a cell says: a kind of defect, good, or nothing. */
  read: (cell: string) => string | 'good' | null;
}

function labelColumn(rows: Rows, pictures: string): LabelColumn | 'unclear' | null {
  const headers = Object.keys(rows[0]!).filter((header) => header !== pictures);
  for (const header of headers) {
    const cells = [...new Set(rows.map((row) => row[header]!.trim()).filter(Boolean))];
    const isSwitch = cells.length > 0 && cells.every((cell) => yes.test(fold(cell)) || no.test(fold(cell)));
    const name = sign(header);
    if (isSwitch && goodHeaders.test(name))
      return { header, read: (cell) => (yes.test(fold(cell)) ? 'good' : 'defect') };
    if (isSwitch && defectHeaders.test(name))
      return { header, read: (cell) => (yes.test(fold(cell)) ? 'defect' : 'good') };
  }
  for (const header of headers) {
    const cells = [...new Set(rows.map((row) => row[header]!.trim()).filter(Boolean))];
    const senses = cells.map((cell) => folderRole(cell).sense);
    const isSaid = senses.some((sense) => sense !== null) && cells.length <= 200;
    const isNamed = labelHeaders.has(sign(header)) || defectHeaders.test(sign(header));
    if (isSaid && (isNamed || senses.every((sense) => sense !== null)))
      return { header, read: labelOf(senses.includes('good')) };
  }
  const isUnclear = headers.some(
    (header) => labelHeaders.has(sign(header)) || placeHeaders.test(sign(header)) || defectHeaders.test(sign(header)),
  );
  return isUnclear ? 'unclear' : null;
}

/** @param hasGood a cell of the column says good, so that an unknown word beside it is a kind of defect */
const labelOf =
  (hasGood: boolean) =>
  (cell: string): string | null => {
    const { sense } = folderRole(cell.trim());
    if (sense === 'good') return 'good';
    return sense === 'defect' || (hasGood && cell.trim() !== '') ? cell.trim() : null;
  };

function add(
  rows: Rows,
  { path, pictures, header, read }: LabelColumn & { path: string; pictures: string },
  collected: CollectedAnnotations,
): void {
  collected.addFile(path);
  for (const row of rows) {
    const name = row[pictures]!.trim();
    const label = read(row[header]!);
    if (name === '' || label === null) continue;
    const marks = [{ label, drawn: { why: 'noPlace', type: header } as const }];
    collected.add(found(name, path, collected.index), shapesOfMarks(marks, null), path, name);
  }
}
