import type { DatabaseSync } from 'node:sqlite';
import type { Edit } from '#shared/domain/edits.ts';
import {
  type PixelSize,
  type SizeCount,
  type StatedPixelSize,
  pixelSizeOf,
  pixelSizes,
  statedPixelSizeSchema,
} from '#shared/domain/pixelSize.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { recordEdit } from '../store/edits.ts';
import { countSizes } from '../store/images.ts';
import { addAudit } from '../store/records.ts';
import { damagedSettings, putParsed, readableSetting } from '../store/settings.ts';

/** What a pixel of the photographs measures; null where nobody said, or what was said cannot be read. */
export const readPixelSize = (db: DatabaseSync): PixelSize | null => readableSetting(db, 'pixelSize');

/** mm for each pixel of the photographs; null as {@link readPixelSize}. */
export const mmPerPixel = (db: DatabaseSync): number | null => readPixelSize(db)?.mmPerPixel ?? null;

export interface SavedPixelSize {
  pixelSize: PixelSize | null;
  /** Sizes that the product's pictures have, the most frequent first. */
  sizes: SizeCount[];
  /** What stood there cannot be read, and gives way to what is set next. */
  damage: FlawsmithError | null;
}

/** What stands now. */
export const savedPixelSize = ({ db }: Pick<Product, 'db'>): SavedPixelSize => ({
  pixelSize: readPixelSize(db),
  sizes: countSizes(db),
  damage: damagedSettings(db, ['pixelSize'])[0] ?? null,
});

/**
 * Says what a pixel of the product's photographs measures, or with null that it is not known, as a step that can be undone. The
 * same again is no step. Written to the audit trail.
 * @throws FlawsmithError `bad-config` for a length that no pixel has
 */
export function savePixelSize(product: Product, stated: StatedPixelSize | null, who: string): SavedPixelSize {
  const now = stated && pixelSizeOf(requireLength(stated));
  const { db } = product;
  const { pixelSize: old, damage } = savedPixelSize(product);
  if (damage || JSON.stringify(now) !== JSON.stringify(old)) {
    recordEdit(db, who, () => {
      putParsed(db, 'pixelSize', now, who);
      addAudit(db, { who, what: 'scale', old: old ?? undefined, new: now ?? undefined });
      const values: Edit['values'] = now ? { mm: now.mmPerPixel } : {};
      return { result: undefined, code: now ? 'scale' : 'scaleCleared', values };
    });
  }
  return savedPixelSize(product);
}

function requireLength(stated: StatedPixelSize): StatedPixelSize {
  const parsed = statedPixelSizeSchema.safeParse(stated);
  if (parsed.success) return parsed.data;
  const { least, most } = pixelSizes;
  throw new FlawsmithError('bad-config', `A pixel measures ${least} to ${most} mm; this would be less or more.`, {
    hint: 'Give mm for each pixel, or a length in mm and how many pixels it spans.',
  });
}
