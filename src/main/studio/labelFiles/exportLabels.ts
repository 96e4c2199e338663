import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImageRecord } from '#shared/domain/images.ts';
import { FlawsmithError, throwIfCancelled, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { maskRegions } from '#shared/vision/maskRegions.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import { indexPictures } from '../dataset/layouts/annotations/pictureIndex.ts';
import { foldersOf, stemOf } from '../dataset/layouts/folderTree.ts';
import { openLayers } from '../labeling/layers.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { CocoFile } from './cocoFile.ts';
import { exactMaskPng } from '../dataset/exactMask.ts';
import { type LabelFormat, type LabelRow, type LabelledPicture } from './labelledPicture.ts';
import { labelmeText } from './labelmeFile.ts';
import { PictureNames, endsOf, folderOfKind, treePath } from './pictureNames.ts';

export interface ExportOptions {
  /** Made where it is not there; empty otherwise. */
  out: string;
  format: LabelFormat;
  signal?: AbortSignal | undefined;
  onRow?: (row: LabelRow) => void;
}

export interface ExportedLabels {
  rows: LabelRow[];
  /** Pictures that are NG and have no mask that marks anything, absolute. */
  without: string[];
  /** Of masks that cannot be read or written; the others are exported. */
  failures: FlawsmithError[];
}

/**
 * Writes all masks of a product's pictures: `ground_truth/KIND/NAME_mask.png` as MVTec has it, one `annotations.json` of COCO, or a
 * labelme file a picture.
 * @throws FlawsmithError `not-writable` where the folder is not empty: nothing is ever written over; `disk-full`; CancelledError
 */
export async function exportLabels(product: Product, options: ExportOptions): Promise<ExportedLabels> {
  const { out, format, signal, onRow } = options;
  await makeEmpty(out);
  const images = listImages(product.db).filter(({ label }) => label === 'anomalous');
  images.sort((a, b) => (a.file < b.file ? -1 : 1));
  const writer = writerOf(product, format, out);
  const done: ExportedLabels = { rows: [], without: [], failures: [] };
  for (const image of images) {
    throwIfCancelled(signal);
    try {
      const rows = await exportOne(product, image, writer);
      rows.forEach((row) => onRow?.(row));
      done.rows.push(...rows);
      if (rows.length === 0) done.without.push(image.file);
    } catch (error) {
      const failure = toFlawsmithError(error, image.file);
      if (failure.code === 'disk-full' || failure.code === 'not-writable') throw failure;
      done.failures.push(failure);
    }
  }
  await writer.end?.();
  return done;
}

/** @returns a row for each kind that is marked */
async function exportOne(product: Product, image: ImageRecord, writer: LabelWriter): Promise<LabelRow[]> {
  const { masks } = await openLayers(product, image);
  const layers = [...masks].map(([kind, mask]) => ({ kind, mask, regions: maskRegions(mask) }));
  const marks = layers.filter(({ regions }) => regions.length > 0);
  if (marks.length > 0) await writer.write(image, marks);
  return marks.map(({ kind, regions }) => {
    const pixels = regions.reduce((sum, { area }) => sum + area, 0);
    return { file: image.file, kind, regions: regions.length, pixels };
  });
}

async function makeEmpty(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
    if ((await readdir(out)).length === 0) return;
  } catch (error) {
    throw toFlawsmithError(error, out);
  }
  throw new FlawsmithError('not-writable', `The folder is not empty: ${out}`, {
    file: out,
    hint: 'Name a new folder: an export writes over nothing.',
    said: said('outNotEmpty', { path: out }),
  });
}

type Marked = LabelledPicture['marks'][number] & { mask: Mask };

interface LabelWriter {
  write(image: ImageRecord, marks: readonly Marked[]): Promise<void>;
  end?(): Promise<void>;
}

async function writeBelow(out: string, name: string, bytes: Uint8Array | string): Promise<void> {
  const file = join(out, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, bytes);
}

function writerOf(product: Product, format: LabelFormat, out: string): LabelWriter {
  const paths = listImages(product.db).map(({ file }) => treePath(file));
  if (format === 'png') {
    const names = new PictureNames(paths);
    return {
      async write(image, marks) {
        for (const { kind, mask } of marks) {
          const name = `${names.nameOf(treePath(image.file), kind)}_mask.png`;
          await writeBelow(out, `ground_truth/${folderOfKind(kind)}/${name}`, await exactMaskPng(mask, image));
        }
      },
    };
  }
  const index = indexPictures(paths);
  const nameOf = (file: string): string => {
    const path = treePath(file);
    return endsOf(path).find((name) => index.byName(name, '').path === path) ?? path;
  };
  if (format === 'labelme') {
    return {
      async write(image, marks) {
        const name = nameOf(image.file);
        const short = `${[...foldersOf(name), stemOf(name)].join('/')}.json`;
        // Beside a picture of the same name and another ending, the file has the ending too.
        const isClear = index.byFile(short, name).path === treePath(image.file);
        await writeBelow(out, isClear ? short : `${name}.json`, labelmeText({ name, marks, sides: image }));
      },
    };
  }
  const coco = new CocoFile();
  return {
    write: (image, marks) => Promise.resolve(coco.add({ name: nameOf(image.file), marks, sides: image })),
    end: () => writeBelow(out, 'annotations.json', coco.text()),
  };
}
