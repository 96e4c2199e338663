import type { ImageRecord, Roi } from '#shared/domain/images.ts';
import { type Painted, isBlank, mostPaintedSide } from '#shared/domain/painted.ts';
import { defaultSize } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import { runsOfMask } from '#shared/vision/maskRuns.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { pictureSource } from '#forging/pictureSource.ts';
import { keepForPicture } from '../dataset/ownAreas.ts';
import { workingView } from '../dataset/workingView.ts';
import type { Product } from '../product.ts';
import { readableSetting } from '../store/settings.ts';
import { forgingSourceOf, goodParts } from './forgingSource.ts';

/** Where a part is in its picture. */
export interface PartForeground {
  painted: Painted;
  /** A person said so; else it is as it is found. */
  isCorrected: boolean;
}

/**
 * Where the part is in a picture: as a person corrected it, else as it is found where defects are placed.
 * @throws FlawsmithError `too-few-images`, `not-found` where the original is gone, `product-damaged`
 */
export async function foregroundOf(product: Product, image: ImageRecord): Promise<PartForeground> {
  const corrected = readableSetting(product.db, 'foregrounds')?.[image.hash];
  if (corrected) return { painted: corrected, isCorrected: true };
  const good = goodParts(product);
  const { roi } = workingView(product, defaultSize, good);
  const { parts, picture } = await forgingSourceOf(product, good, defaultSize, {}, [image]);
  const found = findForeground(pictureSource({ parts, picture }).reference(0));
  return { painted: onWholePicture(found, roi), isCorrected: false };
}

/** What a view shows of the picture, on a grid over all of it; outside of the view nothing is. */
function onWholePicture({ width, height, data }: Mask, roi: Roi): Painted {
  const cells = (side: number, share: number): number => Math.min(mostPaintedSide, Math.round(side / share));
  const [across, down] = [cells(width, roi.width), cells(height, roi.height)];
  const mask = new Uint8Array(across * down);
  for (let y = 0; y < down; y++) {
    const row = Math.floor((((y + 0.5) / down - roi.y) / roi.height) * height);
    for (let x = 0; x < across; x++) {
      const column = Math.floor((((x + 0.5) / across - roi.x) / roi.width) * width);
      const isInside = row >= 0 && row < height && column >= 0 && column < width;
      if (isInside) mask[y * across + x] = data[row * width + column]!;
    }
  }
  return { width: across, height: down, runs: runsOfMask(mask) };
}

/**
 * Says where the part is in a picture, with null that it is as it is found: a step that can be undone, written to the audit trail.
 * @throws FlawsmithError `bad-config` where it is nowhere
 */
export function saveForeground(product: Product, image: ImageRecord, painted: Painted | null, who: string): void {
  if (painted && isBlank(painted))
    throw new FlawsmithError('bad-config', 'The part has to be somewhere in its picture.', {
      hint: 'Leave the picture out of the product where it shows no part.',
    });
  keepForPicture(product, image, who, {
    ...{ key: 'foregrounds', value: painted, none: null },
    ...{ what: 'where the part is in', code: painted ? 'foreground' : 'foregroundCleared' },
  });
}
