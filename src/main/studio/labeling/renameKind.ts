import type { Edit } from '#shared/domain/edits.ts';
import { kindName } from '#shared/domain/labeling.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { type Mask, createMask } from '#shared/vision/raster.ts';
import type { Product } from '../product.ts';
import { recordEdit } from '../store/edits.ts';
import { findKnownImage } from '../store/gallery.ts';
import { type LayerRow, listLayers } from '../store/labels.ts';
import { changeLayers } from '../store/layerKinds.ts';
import { addAudit } from '../store/records.ts';
import { coloursOfKinds, keepKinds, listKinds, productKinds, unknownKind } from './kinds.ts';
import { openLayers, writeLayer } from './layers.ts';
import { afterSaves } from './saveStrokes.ts';

export interface RenamedKind {
  /** The step that can be undone; null where nothing bore the name but the list of kinds that nobody keeps. */
  edit: Edit | null;
  /** Pictures that are of the other kind now, or have a layer of it. */
  pictures: number;
  /** Of them those on which two layers became one: their strokes cannot be taken back one by one any more. */
  united: number;
}

interface OtherLayers {
  image: number;
  layers: LayerRow[];
  isUnited: boolean;
}

/**
 * Calls a kind of defect otherwise, on pictures, in layers and strokes and in the list of kinds, or makes it one with another kind where there
 * is one of that name: one step that can be undone, in one transaction, audited.
 * @throws FlawsmithError `not-found` where no kind is called so, `usage` for a name that is none or the same; `disk-full`
 */
export function renameKind(
  product: Product,
  { kind, to: wanted }: { kind: string; to: string },
  who: string,
): Promise<RenamedKind> {
  return afterSaves(product, async () => {
    const known = productKinds(product);
    if (!known.includes(kind)) throw unknownKind(product, kind, known);
    const named = kindName.safeParse(wanted);
    if (!named.success || named.data === kind) {
      throw new FlawsmithError('usage', `A kind needs another name of 1 to 200 characters, not "${wanted}".`);
    }
    const to = named.data;
    const others: OtherLayers[] = [];
    for (const image of imagesWithLayer(product, kind)) others.push(await otherLayers(product, image, kind, to));
    const { result, edit } = recordEdit(product.db, who, () => {
      const colours = coloursAfter(product, kind, to);
      const images = imagesOfKind(product, kind);
      product.db.prepare(`UPDATE all_images SET kind = ? WHERE kind = ? AND id IN ${isKnown}`).run(to, kind);
      for (const { image, layers } of others) changeLayers(product.db, image, layers);
      turnLooseStrokes(product, kind, to);
      keepKinds(product, [...new Set(known.map((name) => (name === kind ? to : name)))], colours, who);
      const pictures = new Set([...images, ...others.map(({ image }) => image)]).size;
      const united = others.filter(({ isUnited }) => isUnited).length;
      addAudit(product.db, { who, what: 'kind of defect renamed', old: kind, new: { kind: to, pictures, united } });
      return { result: { pictures, united }, code: 'kindRenamed', values: { kind, to, n: pictures } };
    });
    return { edit, ...result };
  });
}

/** Pictures of an import that was taken back stay as they are. */
const isKnown = '(SELECT id FROM all_images WHERE withdrawn = 0)';
const idsOf = ({ db }: Product, query: string, kind: string): number[] =>
  (db.prepare(query).all(kind) as unknown as { id: number }[]).map(({ id }) => id);
const imagesWithLayer = (product: Product, kind: string): number[] =>
  idsOf(product, `SELECT image AS id FROM label_layers WHERE kind = ? AND image IN ${isKnown}`, kind);
const imagesOfKind = (product: Product, kind: string): number[] =>
  idsOf(product, `SELECT id FROM all_images WHERE kind = ? AND id IN ${isKnown}`, kind);

/** The layers of a picture with one called otherwise; its file is written where it is made one with another. */
async function otherLayers(product: Product, image: number, kind: string, to: string): Promise<OtherLayers> {
  const rows = listLayers(product.db, image);
  const isUnited = rows.some((row) => row.kind === to);
  if (!isUnited) {
    const layers = rows.map((row) => (row.kind === kind ? { ...row, kind: to } : row));
    return { image, layers, isUnited };
  }
  const record = findKnownImage(product.db, image);
  const { masks } = await openLayers(product, record);
  const row = await writeLayer(product, record, to, united(masks.get(kind)!, masks.get(to)!));
  const others = rows.filter((one) => one.kind !== kind && one.kind !== to);
  return { image, layers: row ? [...others, row] : others, isUnited };
}

/** A kind that is called otherwise keeps its colour. Where two become one all others keep theirs too, though the list is shorter. */
function coloursAfter(product: Product, kind: string, to: string): Record<string, number | null> {
  const colours = coloursOfKinds(product);
  const isUnion = productKinds(product).includes(to);
  if (isUnion)
    return { ...Object.fromEntries(listKinds(product).map((mark) => [mark.kind, mark.colour])), [kind]: null };
  return { [kind]: null, ...(colours[kind] !== undefined && { [to]: colours[kind] }) };
}

/** Strokes of layers on which nothing is marked now, and may be again. */
function turnLooseStrokes({ db }: Product, kind: string, to: string): void {
  const hasOther = 'image IN (SELECT image FROM label_layers WHERE kind = ?2)';
  db.prepare(`DELETE FROM strokes WHERE kind = ?1 AND image IN ${isKnown} AND ${hasOther}`).run(kind, to);
  db.prepare(`UPDATE strokes SET kind = ?2 WHERE kind = ?1 AND image IN ${isKnown}`).run(kind, to);
}

function united(one: Mask, other: Mask): Mask {
  const mask = createMask(one.width, one.height);
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = one.data[i] || other.data[i] ? 255 : 0;
  return mask;
}
