import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Edit, EditCode } from '#shared/domain/edits.ts';
import { type ImageRecord, fullRoi, isSameRoi } from '#shared/domain/images.ts';
import { type Foregrounds, type OwnAreas, type OwnLook, ownAreaFaults } from '#shared/domain/ownAreas.ts';
import type { Painted } from '#shared/domain/painted.ts';
import { type IgnoreZone, type Zones, faultInWords } from '#shared/domain/zones.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { Product } from '../product.ts';
import { recordEdit } from '../store/edits.ts';
import { listImages } from '../store/images.ts';
import { addAudit } from '../store/records.ts';
import { damagedSettings, putParsed, readParsed, readableSetting } from '../store/settings.ts';
import { type NamedPath, findPictures } from './edit/findPictures.ts';
import { savedZones } from './zones.ts';

/** What holds for one picture alone, as a run or an evaluation takes it. */
export interface OwnArea {
  /** Of the picture. */
  hash: string;
  /** Ignore areas; none where its part alone was corrected. */
  ignore: readonly IgnoreZone[];
  /** Where the part is; absent: as it is found. */
  foreground?: Painted | undefined;
  /** Sides of the picture, px. */
  photograph: Sides;
}

/** Of every picture that has some. @throws FlawsmithError `product-damaged` */
export const readOwnAreas = (db: DatabaseSync): OwnAreas => readParsed(db, 'ownAreas') ?? {};

/** Of every picture in which it was corrected. @throws FlawsmithError `product-damaged` */
export const readForegrounds = (db: DatabaseSync): Foregrounds => readParsed(db, 'foregrounds') ?? {};

/** All that holds for single pictures, by content hash. @throws FlawsmithError `product-damaged` */
export function readOwnLooks(db: DatabaseSync): Record<string, OwnLook> {
  const [areas, foregrounds] = [readOwnAreas(db), readForegrounds(db)];
  const hashes = Object.keys({ ...areas, ...foregrounds });
  return Object.fromEntries(hashes.map((hash) => [hash, { ignore: areas[hash], foreground: foregrounds[hash] }]));
}

/** What holds for these pictures now. @throws FlawsmithError `product-damaged` */
export const takeOwnAreas = ({ db }: Pick<Product, 'db'>, images: readonly ImageRecord[]): OwnArea[] =>
  areasOf(images, readOwnLooks(db));

/** What holds for these pictures alone. @param looks by content hash */
export function areasOf(
  images: readonly ImageRecord[],
  looks: Readonly<Record<string, OwnLook | undefined>>,
): OwnArea[] {
  return images.flatMap(({ hash, width, height }) => {
    const { ignore = [], foreground } = looks[hash] ?? {};
    const isPlain = ignore.length === 0 && foreground === undefined;
    return isPlain ? [] : [{ hash, ignore, foreground, photograph: { width, height } }];
  });
}

/** What holds for a picture of the product alone. */
export interface OwnPicture {
  image: ImageRecord;
  ignore: IgnoreZone[];
  /** Where the part is; null: as it is found. */
  foreground: Painted | null;
}

/**
 * Pictures of the product with ignore areas of their own or a part that was corrected, by the order of their content; without what
 * cannot be read.
 */
export function listOwnPictures({ db }: Pick<Product, 'db'>): OwnPicture[] {
  const [areas, foregrounds] = [readableSetting(db, 'ownAreas'), readableSetting(db, 'foregrounds')];
  if (!areas && !foregrounds) return []; // as nearly always: no reason to go through all pictures
  return listImages(db).flatMap((image) => {
    const [ignore = [], foreground = null] = [areas?.[image.hash], foregrounds?.[image.hash]];
    return ignore.length > 0 || foreground ? [{ image, ignore, foreground }] : [];
  });
}

/**
 * Puts these in place of a picture's own ignore areas, none with []: a step that can be undone, written to the audit trail. The same
 * again are no step.
 * @throws FlawsmithError `bad-config` naming every area that is wrong, and why
 */
export function saveOwnAreas(product: Product, image: ImageRecord, ignore: IgnoreZone[], who: string): void {
  const faults = ownAreaFaults(ignore, savedZones(product).zones);
  if (faults.length > 0) {
    throw new FlawsmithError('bad-config', faults.map(faultInWords).join(' '), {
      hint: 'Correct this and save again; the areas of the picture are as they were.',
    });
  }
  keepForPicture(product, image, who, {
    ...{ key: 'ownAreas', value: ignore.length > 0 ? ignore : null, none: [] },
    ...{ what: 'ignore areas of', code: 'ownAreas', values: { ignore: ignore.length } },
  });
}

/** What a setting by picture is to hold for one of them, null: nothing; and how that is said. */
type PictureChange = (
  { key: 'ownAreas'; value: IgnoreZone[] | null } | { key: 'foregrounds'; value: Painted | null }
) & {
  /** In the audit trail, where nothing is held. */
  none: [] | null;
  /** In the audit trail, before the picture's path. */
  what: string;
  code: EditCode;
  /** Of the step, beside the picture's name. */
  values?: Edit['values'];
};

/** Puts a value in place of what a setting holds for a picture: a step that can be undone, written to the audit trail. The same again is no step. */
export function keepForPicture(
  { db }: Pick<Product, 'db'>,
  { hash, file }: ImageRecord,
  who: string,
  { key, value, none, what, code, values }: PictureChange,
): void {
  const kept: Record<string, unknown> = readableSetting(db, key) ?? {};
  const { [hash]: old = null, ...others } = kept;
  const isDamaged = damagedSettings(db, [key]).length > 0;
  if (!isDamaged && JSON.stringify(old) === JSON.stringify(value)) return;
  recordEdit(db, who, () => {
    const now = value === null ? others : { ...others, [hash]: value };
    putParsed(db, key, Object.keys(now).length > 0 ? (now as OwnAreas | Foregrounds) : null, who);
    addAudit(db, { who, what: `${what} ${file}`, old: old ?? none, new: value ?? none });
    return { result: undefined, code, values: { name: basename(file), ...values } };
  });
}

/** The one picture that a path means, see findPictures. @throws FlawsmithError `not-found`, `usage` where none or more than one is meant */
export function pictureNamed(product: Product, path: NamedPath): ImageRecord {
  const { ids, failures } = findPictures(product, [path]);
  if (failures[0]) throw failures[0];
  const [image, ...others] = listImages(product.db).filter(({ id }) => ids.includes(id));
  if (image && others.length === 0) return image;
  throw new FlawsmithError(
    'not-found',
    `${path.given} is ${image ? 'more than one picture' : 'left out of the product'}`,
    {
      file: path.absolute,
      hint: 'Name one picture that is in the product.',
    },
  );
}

/**
 * A picture's own areas of what was read from a file in the form of the product's zones.
 * @throws FlawsmithError `bad-config` where it has a region or inspection areas
 */
export function onlyIgnored({ roi, inspect, ignore }: Zones, file: string): IgnoreZone[] {
  if (inspect.length === 0 && isSameRoi(roi, fullRoi)) return ignore;
  throw new FlawsmithError('bad-config', `A single picture has ignore areas alone: ${file}`, {
    file,
    hint: 'Region of interest and inspection areas are the product’s: set these without --picture.',
  });
}
