import type { GalleryRow } from '#shared/contract/studio.ts';
import type { Label, Split } from '#shared/domain/images.ts';
import type { PictureChange } from '#shared/domain/pictureChange.ts';

/** What is being dragged: pictures, as far as their rows are known, or all of a session on one side. */
export type Dragged =
  | { what: 'pictures'; count: number; rows: readonly Pick<GalleryRow, 'label' | 'split' | 'session' | 'kind'>[] }
  | { what: 'session'; count: number; session: string; split: Split; anomalous: number };

/** Where it may be let go: a side, a session on a side, or what the pictures show. */
export type DropPlace =
  { split: Split; session?: string | undefined } | { label: Label; kind?: string | undefined } | { out: true };

/**
 * What letting go there changes.
 * @returns null where it changes nothing that is known of, or where defective parts would calibrate
 */
export function changeOf(dragged: Dragged, place: DropPlace): PictureChange | null {
  if ('out' in place) return dragged.what === 'pictures' ? { out: true } : null;
  if ('label' in place) return dragged.what === 'pictures' ? labelled(dragged, place) : null;
  const { split, session } = place;
  if (dragged.what === 'session') {
    if (session !== undefined || split === dragged.split) return null;
    return split === 'calibration' && dragged.anomalous > 0 ? null : { split };
  }
  const { count, rows } = dragged;
  const isAllKnown = rows.length === count;
  const isMoved = !isAllKnown || rows.some((row) => row.split !== split);
  const isRenamed = session !== undefined && (!isAllKnown || rows.some((row) => row.session !== session));
  if (!isMoved && !isRenamed) return null;
  if (isMoved && split === 'calibration' && rows.some(({ label }) => label === 'anomalous')) return null;
  return { ...(isMoved ? { split } : {}), ...(isRenamed ? { session } : {}) };
}

function labelled(
  { count, rows }: Extract<Dragged, { what: 'pictures' }>,
  { label, kind }: Extract<DropPlace, { label: Label }>,
): PictureChange | null {
  const isSo = (row: (typeof rows)[number]): boolean =>
    row.label === label && (label === 'normal' || kind === undefined || row.kind === kind);
  if (rows.length === count && rows.every(isSo)) return null;
  return label === 'anomalous' && kind !== undefined ? { label, kind } : { label };
}
