import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { type ImportNote, firstOf, importNote } from '#shared/domain/importNotes.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import { fold } from './layouts/folderRole.ts';
import { type FolderTree, nameOf } from './layouts/folderTree.ts';
import type { TakenImage } from './layouts/layout.ts';
import { kindOfMask } from './layouts/maskNames.ts';
import { readMaskValues } from './maskReading.ts';
import { forEachParallel } from './parallel.ts';

/** What the pixels of a mask that hold one value are of; null where nothing says it. */
export interface ValueKind {
  value: number;
  kind: string | null;
}

/** MVTec LOCO AD's `defects_config.json`; how much of a defect is enough (`saturation_threshold`) is a measure of its own and not read. */
const configSchema = z.array(z.object({ defect_name: z.string().trim().min(1), pixel_value: z.number() })).min(1);

/** Names of defects by the values of masks, as a data set writes them. */
interface DefectNames {
  file: string;
  /** Null where the file cannot be read as such a list. */
  names: ReadonlyMap<number, string> | null;
}

/** The list in the data set's folder, else in one above it. */
async function readDefectNames(tree: FolderTree, folder: string): Promise<DefectNames | null> {
  const steps = folder === '' ? [] : folder.split('/');
  const places = [...Array(steps.length + 1).keys()].map((n) => fold(steps.slice(0, n).join('/'))).reverse();
  const lists = tree.others.filter((path) => fold(nameOf(path)) === 'defects_config.json');
  const parent = (path: string): string => fold(path.slice(0, Math.max(path.lastIndexOf('/'), 0)));
  const file = places.map((place) => lists.find((path) => parent(path) === place)).find(Boolean);
  if (file === undefined) return null;
  const parsed = configSchema.safeParse(jsonOf(await tree.text(file)));
  return {
    file,
    names: parsed.success ? new Map(parsed.data.map((one) => [one.pixel_value, one.defect_name])) : null,
  };
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null; // told as one that cannot be read
  }
}

interface NamedValues {
  /** The list of the data set, whether it could be used or not; null where there is none. */
  file: string | null;
  /** What values of masks are of, by paths of masks as pictures have them; of masks without a named value nothing. */
  kinds: ReadonlyMap<string, readonly ValueKind[]>;
  notes: ImportNote[];
}

/**
 * Names the defects of masks by their values, as the data set's own `defects_config.json` has them. Where masks of several
 * names hold a single value, they were made black and white, and what a value meant is lost: folders name them then.
 * @param folder of the data set in the tree
 * @param fileOf absolute path of a mask
 */
export async function nameByValues(
  images: readonly TakenImage[],
  tree: FolderTree,
  folder: string,
  { fileOf, signal }: { fileOf: (path: string) => string; signal: { readonly aborted: boolean } | undefined },
): Promise<NamedValues> {
  const list = await readDefectNames(tree, folder);
  if (!list) return { file: null, kinds: new Map(), notes: [] };
  const { file, names } = list;
  if (!names) return { file, kinds: new Map(), notes: [importNote('defectNamesUnread', { file })] };
  const masks = images.flatMap(({ path, masks: own }) => own.map((mask) => ({ mask, picture: path })));
  const values = new Map<string, number[]>();
  await forEachParallel(masks, availableParallelism() + 2, async ({ mask }) => {
    throwIfCancelled(signal);
    // What is wrong with a mask is told where it is read for its picture.
    values.set(mask, await readMaskValues(fileOf(mask)).catch(() => []));
  });
  const met = new Set([...values.values()].flat().filter((value) => names.has(value)));
  if (masks.length > 0 && met.size < Math.min(names.size, 2))
    return {
      file,
      kinds: new Map(),
      notes: [importNote('defectNamesAside', { file, values: [...met].join(', ') || '-' })],
    };
  const kinds = new Map(
    masks.flatMap(({ mask, picture }) => {
      const held = values.get(mask)!;
      const kindOf = (value: number): string | null => names.get(value) ?? kindOfMask(mask, picture);
      return held.some((value) => names.has(value))
        ? [[mask, held.map((value): ValueKind => ({ value, kind: kindOf(value) }))] as const]
        : [];
    }),
  );
  return { file, kinds, notes: notesOf(file, names, values) };
}

function notesOf(
  file: string,
  names: ReadonlyMap<number, string>,
  values: ReadonlyMap<string, readonly number[]>,
): ImportNote[] {
  const counts = new Map<string, number>();
  const held = [...values.values()].flatMap((list) => list.flatMap((value) => names.get(value) ?? []));
  for (const name of held) counts.set(name, (counts.get(name) ?? 0) + 1);
  const kinds = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => `${name} (${n})`);
  const unknown = [...values].filter(([, list]) => list.some((value) => !names.has(value))).map(([mask]) => mask);
  return [
    ...(kinds.length > 0 ? [importNote('defectNames', { file, kinds: firstOf(kinds, 12) })] : []),
    ...(unknown.length > 0
      ? [importNote('defectValues', { n: unknown.length, file, first: firstOf(unknown.sort()) })]
      : []),
  ];
}
