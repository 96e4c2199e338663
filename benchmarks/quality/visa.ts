import { copyFile, mkdir, readFile, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { type DataSet, findLayouts } from './dataSets.ts';

/** Where VisA (Zou et al. 2022) keeps its one-class split. */
const splitFile = join('split_csv', '1cls.csv');
const columns = ['object', 'split', 'label', 'image', 'mask'] as const;

const visaRowSchema = z.object({
  object: z.string().min(1),
  split: z.enum(['train', 'test']),
  label: z.enum(['normal', 'anomaly']),
  /** Paths inside the data set. */
  image: z.string().min(1),
  mask: z.string(),
});
export type VisaRow = z.infer<typeof visaRowSchema>;

/**
 * Reads VisA's split. The file has neither quotes nor commas inside a field.
 * @throws Error naming the line at fault
 */
export function parseVisaSplit(text: string): VisaRow[] {
  const [head, ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const names = (head ?? '').split(',').map((name) => name.trim());
  const places = columns.map((column) => names.indexOf(column));
  if (places.includes(-1)) throw new Error(`${splitFile}: the columns ${columns.join(', ')} are needed`);
  return lines.map((line, i) => {
    const fields = line.split(',');
    const row = Object.fromEntries(columns.map((column, c) => [column, fields[places[c]!]?.trim() ?? '']));
    const parsed = visaRowSchema.safeParse(row);
    if (parsed.success) return parsed.data;
    throw new Error(`${splitFile}, line ${i + 2} does not parse: ${line}`);
  });
}

/** An image of VisA and where it lies in MVTec layout; paths relative to their roots. */
export interface Placed {
  object: string;
  image: string;
  place: string;
  /** Null where there is none. */
  mask: { from: string; place: string } | null;
}

/** The place of every image in MVTec layout; all defects are one kind, `bad`. */
function placeVisa(rows: readonly VisaRow[]): Placed[] {
  return rows.map(({ object, split, label, image, mask }) => {
    const kind = label === 'normal' ? 'good' : 'bad';
    const stem = basename(image, extname(image));
    return {
      object,
      image,
      place: join(object, split, kind, basename(image)),
      mask: mask === '' ? null : { from: mask, place: join(object, 'ground_truth', kind, `${stem}_mask.png`) },
    };
  });
}

/**
 * VisA's objects in MVTec layout: the folders below `root` where it has been converted already, else links below `scratch`
 * as the one-class split says. Masks are written anew, white where VisA's, which hold numbers of kinds, are not 0.
 * @param names objects wanted; null: all
 * @throws Error where the split does not parse, or names a file that is not there
 */
export async function visaSets(root: string, scratch: string, names: readonly string[] | null): Promise<DataSet[]> {
  const isWanted = (name: string): boolean => names === null || names.includes(name);
  const converted = findLayouts(root, 'visa/').filter(({ folder }) => isWanted(basename(folder)));
  if (converted.length > 0 || !existsSync(join(root, splitFile))) return converted;
  const rows = parseVisaSplit(await readFile(join(root, splitFile), 'utf8')).filter(({ object }) => isWanted(object));
  for (const { image, place, mask } of placeVisa(rows)) {
    await link(join(root, image), join(scratch, place));
    if (mask) await writeMask(join(root, mask.from), join(scratch, mask.place));
  }
  const objects = [...new Set(rows.map(({ object }) => object))];
  return objects.map((object) => ({ name: `visa/${object}`, folder: join(scratch, object) }));
}

async function link(from: string, to: string): Promise<void> {
  const source = resolve(from);
  if (!existsSync(source)) throw new Error(`${splitFile} names an image that is not there: ${source}`);
  await mkdir(join(to, '..'), { recursive: true });
  await symlink(source, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPERM') throw error;
    await copyFile(source, to); // Windows keeps links to those who may make them
  });
}

async function writeMask(from: string, to: string): Promise<void> {
  await mkdir(join(to, '..'), { recursive: true });
  const { data, info } = await sharp(from).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  await sharp(
    data.map((value) => (value > 0 ? 255 : 0)),
    { raw: { width: info.width, height: info.height, channels: 1 } },
  )
    .toColourspace('b-w')
    .png()
    .toFile(to);
}
