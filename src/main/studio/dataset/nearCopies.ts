import { describedSide } from '#shared/domain/descriptors.ts';
import { fullRoi } from '#shared/domain/images.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { hasOpenPart } from '#shared/domain/recordings.ts';
import type { SplitRecord } from '#shared/domain/split.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { EngineClient } from '../engineClient.ts';
import { backboneFile } from '../paths.ts';
import type { Product } from '../product.ts';
import { recordEdit } from '../store/edits.ts';
import { listDescriptors, saveDescriptors } from '../store/descriptors.ts';
import { listImages, listSplitImages, setPlaces } from '../store/images.ts';
import { addAudit } from '../store/records.ts';
import { type PixelOptions, pixelRefs } from './pixels.ts';
import { resplit, splitRows } from './split.ts';

const view = { picture: squareOf(describedSide), roi: fullRoi };

/** Good pictures whose part nobody named and that no engine has looked at yet. */
function undescribed(product: Product): ReturnType<typeof listImages> {
  const known = listDescriptors(product.db);
  return listImages(product.db, { label: 'normal' }).filter((image) => hasOpenPart(image) && !known.has(image.hash));
}

/** True where near-copies can be told better with an engine than they are told now. */
export const wantsDescribing = (product: Product): boolean => undescribed(product).length > 0;

/**
 * Tells near-copies by frozen features too, and divides the good pictures anew where that shows others. Nothing is done where
 * all pictures were looked at before, or their parts are named.
 * @returns how the pictures are divided now, where an engine had to look
 * @throws FlawsmithError `not-found` where an original is gone; CancelledError
 */
export async function tellNearCopies(
  product: Product,
  engine: Pick<EngineClient, 'describePictures'>,
  who: string,
  options: PixelOptions = {},
): Promise<SplitRecord | null> {
  const images = undescribed(product);
  if (images.length === 0) return null;
  const refs = await pixelRefs(product, images, view, options);
  const { rows } = await engine.describePictures({ backboneFile, images: refs }, { signal: options.signal });
  saveDescriptors(product.db, rows);
  return resplit(product, who, 'near-copies told by frozen features');
}

/**
 * Takes each recording that was found as a capture session and a part of its own, and divides anew.
 * @throws FlawsmithError `usage` where none was found
 */
export function nameSessions(product: Product, who: string): SplitRecord {
  const rows = splitRows(product).filter(({ recording }) => recording !== null);
  const groups = [...Map.groupBy(rows, ({ recording }) => recording).values()];
  if (groups.length === 0) {
    throw new FlawsmithError('usage', 'No pictures look like frames of a recording, so there is nothing to name.', {
      file: product.dir,
      hint: 'Name capture sessions and parts in a sessions.csv (file,session,part) beside the pictures.',
      said: said('noRecordings'),
    });
  }
  const taken = new Set(listSplitImages(product.db).map(({ session }) => session));
  const places = groups.flatMap((group) => {
    const name = freeName(taken);
    return group.map(({ id, session, file }) => ({ id, file, session: name, part: name, before: session }));
  });
  return recordEdit(product.db, who, () => {
    setPlaces(product.db, places);
    auditPlaces(product, places, who);
    const result = resplit(product, who, 'recordings named as sessions');
    return { result, code: 'nameSessions', values: { n: groups.length } };
  }).result;
}

type NamedPlace = { id: number; session: string; before: string };

function auditPlaces(product: Product, places: readonly NamedPlace[], who: string): void {
  addAudit(product.db, {
    who,
    what: 'recordings named as sessions',
    old: places.map(({ id, before }) => ({ id, session: before })),
    new: places.map(({ id, session }) => ({ id, session })),
  });
}

/** The first recording-N that no session has yet. */
function freeName(taken: Set<string>): string {
  let n = 1;
  while (taken.has(`recording-${n}`)) n++;
  taken.add(`recording-${n}`);
  return `recording-${n}`;
}
