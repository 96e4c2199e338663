import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageRecord } from '#shared/domain/images.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { writeRuns } from '#shared/vision/labeling/patch.ts';
import { runsOfMask } from '#shared/vision/maskRuns.ts';
import { type Mask, type Sides, createMask, maskArea } from '#shared/vision/raster.ts';
import { readImageFile } from '#scoring/decode.ts';
import { sha256, writeFileAtomic } from '#scoring/files.ts';
import { readImageMask } from '../dataset/imageMask.ts';
import { namelessKind } from '../dataset/masksByKind.ts';
import type { Product } from '../product.ts';
import { contentFileName, requireInProduct } from '../realPaths.ts';
import { findImage } from '../store/gallery.ts';
import type { StoredMask } from '../store/images.ts';
import { type LayerRow, findLabel, listLayers } from '../store/labels.ts';
import { decodeMaskPng, encodeMaskPng, paintedName } from './maskPng.ts';

/** What of a picture its layers hang on. */
export type LabelledImage = Pick<
  ImageRecord,
  'id' | 'hash' | 'width' | 'height' | 'label' | 'kind' | 'maskFile' | 'maskHash' | 'file'
>;

const maskDir = (product: Product): string => product.path('masks');
export const paintedFile = (product: Product, name: string): string => join(maskDir(product), name);

/** The mask of a layer as it was saved. @throws FlawsmithError `not-found`, `mask-changed` */
async function readLayer(product: Product, image: LabelledImage, layer: LayerRow): Promise<Mask> {
  return decodeMaskPng(await layerBytes(product, layer), image, paintedFile(product, layer.file));
}

/**
 * A layer of a picture as runs of pixels in reading order, not set and set in turn, as `writeRuns` writes them.
 * @param hash of its file; `import`: the imported mask, where nothing was painted yet
 * @throws FlawsmithError `not-found`, `mask-changed`
 */
export async function readLayerRuns(product: Product, id: number, hash: string): Promise<Uint8Array> {
  const image = findImage(product.db, id);
  if (hash === 'import') {
    const imported = await readImageMask(image);
    if (imported) return writeRuns(runsOfMask(imported.mask.data));
  }
  const layer = listLayers(product.db, id).find((row) => row.hash === hash);
  if (layer) return writeRuns(runsOfMask((await readLayer(product, image, layer)).data));
  throw new FlawsmithError('not-found', 'The picture has no such layer any more.', { hint: 'Open the picture again.' });
}

async function layerBytes(product: Product, layer: LayerRow): Promise<Buffer> {
  const file = await requireInProduct(product, paintedFile(product, layer.file));
  const bytes = await readImageFile(file);
  if (sha256(bytes) === layer.hash) return bytes;
  throw new FlawsmithError('mask-changed', `The painted mask is not the one that was saved: ${file}`, {
    file,
    hint: 'Bring the old file back from a backup; painting goes on where it was.',
  });
}

/** Layers that are in work: masks in memory by kind, and what is saved of each. */
export interface OpenLayers {
  masks: Map<string, Mask>;
  rows: Map<string, LayerRow>;
  /** The imported mask of which they are a copy. */
  source: StoredMask | null;
}

/** The layers of a picture to paint on: as saved, else a copy of the imported mask, else none. @throws FlawsmithError */
export async function openLayers(product: Product, image: LabelledImage): Promise<OpenLayers> {
  const label = findLabel(product.db, image.id);
  const masks = new Map<string, Mask>();
  if (label) {
    const rows = listLayers(product.db, image.id);
    for (const row of rows) masks.set(row.kind, await readLayer(product, image, row));
    return { masks, rows: new Map(rows.map((row) => [row.kind, row])), source: label.source };
  }
  const imported = await readImageMask(image);
  if (imported) masks.set(image.kind ?? namelessKind, imported.mask);
  const source = imported && { file: image.maskFile!, hash: imported.hash };
  return { masks, rows: new Map(), source };
}

export const layerOf = ({ masks }: OpenLayers, kind: string, image: LabelledImage): Mask => {
  const known = masks.get(kind);
  if (known) return known;
  const empty = createMask(image.width, image.height);
  masks.set(kind, empty);
  return empty;
};

export interface WrittenLayers {
  rows: LayerRow[];
  /** Unites them; null where nothing is marked. */
  mask: { name: string; hash: string } | null;
}

/**
 * Writes the layers that were changed, and what unites them. Files are named by their content, so the ones before stay until the
 * rows name others.
 * @param united of all layers, where it is known already
 */
export async function writeLayers(
  product: Product,
  image: Pick<LabelledImage, 'hash' | 'width' | 'height'>,
  { masks, rows: saved }: OpenLayers,
  changed: ReadonlySet<string>,
  united?: Mask,
): Promise<WrittenLayers> {
  contentFileName(image.hash, ''); // no path of somebody else's choosing
  await mkdir(await requireInProduct(product, maskDir(product)), { recursive: true });
  const rows: LayerRow[] = [];
  for (const [kind, mask] of masks) {
    const known = saved.get(kind);
    const row = known && !changed.has(kind) ? known : await writeLayer(product, image, kind, mask);
    if (row) rows.push(row);
  }
  const [first, ...more] = rows;
  if (!first) return { rows, mask: null };
  if (more.length === 0) return { rows, mask: { name: first.file, hash: first.hash } };
  const all = await writeMask(product, image, null, united ?? union([...masks.values()], image));
  return { rows, mask: { name: all.file, hash: all.hash } };
}

/** What any of the masks marks. */
export function union(masks: readonly Mask[], { width, height }: Sides): Mask {
  const united = createMask(width, height);
  for (const mask of masks) for (let i = 0; i < mask.data.length; i++) if (mask.data[i]) united.data[i] = 255;
  return united;
}

/** Writes one layer. @returns null where nothing is marked */
export async function writeLayer(
  product: Product,
  image: Pick<LabelledImage, 'hash'>,
  kind: string,
  mask: Mask,
): Promise<LayerRow | null> {
  const area = maskArea(mask);
  return area === 0 ? null : { kind, area, ...(await writeMask(product, image, kind, mask)) };
}

async function writeMask(
  product: Product,
  image: Pick<LabelledImage, 'hash'>,
  kind: string | null,
  mask: Mask,
): Promise<{ file: string; hash: string }> {
  const bytes = await encodeMaskPng(mask);
  const hash = sha256(bytes);
  const file = paintedName(image.hash, kind, hash);
  await writeFileAtomic(paintedFile(product, file), bytes);
  return { file, hash };
}

/** Whoever read which mask a picture has may still be about to open it. */
const keptMs = 3_600_000;

/** Removes masks of a picture that were painted over an hour ago and more. What cannot be removed is in nobody's way. */
export async function removeSuperseded(product: Product, image: LabelledImage, written: WrittenLayers): Promise<void> {
  const kept = new Set([...written.rows.map(({ file }) => file), written.mask?.name]);
  const names = await readdir(maskDir(product)).catch(() => []);
  const old = names.filter((name) => name.startsWith(`${image.hash}-`) && !kept.has(name));
  for (const name of old) {
    const file = paintedFile(product, name);
    const age = await stat(file).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    ); // gone already
    if (age > keptMs) await rm(file, { force: true }).catch(() => undefined);
  }
}
