import { readFile } from 'node:fs/promises';
import { describedSide } from '#shared/domain/descriptors.ts';
import { isDefect } from '#shared/domain/forgedMarks.ts';
import { type ImageRecord, roiPixels } from '#shared/domain/images.ts';
import { areaOf, nominalSide } from '#shared/domain/pictures.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import { mostTold } from '#shared/domain/toldApart.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import { cutDefects } from '#shared/vision/defectCrops.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Mask, Raster } from '#shared/vision/raster.ts';
import { type ZonePicture, hideIgnored, unpackZones, zoneKinds } from '#shared/vision/zonePicture.ts';
import { Forger, forgingThreads } from '#forging/forger.ts';
import { inOrder } from '#forging/inOrder.ts';
import type { PictureView } from '../dataset/cache.ts';
import { loadMask } from '../dataset/imageMask.ts';
import { type PixelOptions, pixelRefs } from '../dataset/pixels.ts';
import type { Product } from '../product.ts';
import { readRoi } from '../store/settings.ts';
import { forgingSourceOf } from './forgingSource.ts';
import { referenceSide } from './matchKind.ts';

/** Raw RGB at `describedSide`, and the part that it is of. */
export interface CutPicture {
  pixels: Uint8Array;
  part: string;
}

/** Defects, and places of the same pictures that show none. */
export interface CutPictures {
  defects: CutPicture[];
  beside: CutPicture[];
}

const [realKey, forgedKey] = [1, 2];
/** Working pictures lie between these; forging larger ones takes too long to wait for. */
const [leastSize, mostSize, sizeUnit] = [64, 768, 32];

/** The size at which these photographs keep about their own pixels, as far as pictures are forged so large. @param images at least one */
export function ownSize(product: Product, images: readonly ImageRecord[]): number {
  const roi = readRoi(product.db);
  const sides = images.map(({ width, height }) => nominalSide(roiPixels(roi, width, height))).sort((a, b) => a - b);
  const unit = Math.round(sides[sides.length >> 1]! / sizeUnit) * sizeUnit;
  return Math.min(Math.max(unit, leastSize), mostSize);
}

/**
 * Cuts labelled defects out of their photographs, as training looks at these: what zones leave out is neither seen nor counted. Where there are
 * more than {@link mostTold}, those of photographs drawn at random.
 * @throws FlawsmithError `not-found`, `mask-changed`, `disk-full`; CancelledError
 */
export async function cutReal(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
  seed: number,
  options: PixelOptions,
): Promise<CutPictures> {
  const random = createRandom(seed, realKey);
  const drawn = images.map((image) => ({ image, at: random.next() })).sort((one, other) => one.at - other.at);
  const ordered = drawn.map(({ image }) => image);
  const refs = await pixelRefs(product, ordered, view, options);
  const cut: CutPictures = { defects: [], beside: [] };
  for (const [i, image] of ordered.entries()) {
    throwIfCancelled(options.signal);
    const mask = await loadMask(image, view);
    if (mask === null) continue;
    const { pixels, zones: shared, own = shared } = refs[i]!;
    const zones = own === undefined ? null : unpackZones(await readFile(own), view.picture);
    const data = new Uint8Array(await readFile(pixels));
    const seen = { ...view.picture, data: zones ? hideIgnored(data, zones) : data };
    add(cut, seen, zones ? onlyJudged(mask, zones) : mask, image.part, createRandom(seed, realKey, i));
    if (cut.defects.length >= mostTold) break;
  }
  return atMost(cut);
}

export interface ForgedCutOptions extends PixelOptions {
  onForged?: ((done: number, total: number) => void) | undefined;
}

/**
 * Forges on good parts and cuts what was forged out of the pictures in the same way. Nothing is stamped: a stamp is a labelled defect.
 * @param count pictures at most
 * @throws FlawsmithError `bad-config` where every kind is off, `disk-full`; CancelledError
 */
export async function cutForged(
  product: Product,
  good: readonly ImageRecord[],
  { priorSet, seed, count, size }: { priorSet: PriorSet; seed: number; count: number; size: number },
  options: ForgedCutOptions,
): Promise<CutPictures> {
  const source = await forgingSourceOf(product, good, size, options, good);
  const forger = new Forger({ count: forgingThreads(count) });
  const cut: CutPictures = { defects: [], beside: [] };
  try {
    const next = inOrder(
      (number) =>
        forger.forge(
          source,
          { kind: 'defect', keys: { purpose: 'train', seed, number }, priorSet },
          { pixels: true, mask: true },
          options.signal,
        ),
      forger.ahead,
      count,
    );
    for (let i = 0; i < count && cut.defects.length < mostTold; i++) {
      const { pixels, mask, base } = await next();
      const [image, marked] = [pixels, mask].map((data) => ({ ...source.picture, data })) as [Raster, Mask];
      add(cut, image, marked, good[base]!.part, createRandom(seed, forgedKey, i));
      options.onForged?.(i + 1, count);
    }
    return atMost(cut);
  } finally {
    await forger.close();
  }
}

function add(cut: CutPictures, image: Raster, mask: Mask, part: string, random: ReturnType<typeof createRandom>): void {
  const atReference = referenceSide ** 2 / areaOf(image);
  const isCounted = (area: number): boolean => isDefect({ area: area * atReference });
  const { defects, beside } = cutDefects(image, mask, { side: describedSide, isCounted }, random);
  cut.defects.push(...defects.map((pixels) => ({ pixels, part })));
  cut.beside.push(...beside.map((pixels) => ({ pixels, part })));
}

const atMost = ({ defects, beside }: CutPictures): CutPictures => ({
  defects: defects.slice(0, mostTold),
  beside: beside.slice(0, mostTold),
});

function onlyJudged(mask: Mask, { kinds }: ZonePicture): Mask {
  return { ...mask, data: mask.data.map((value, i) => (kinds[i] === zoneKinds.judged ? value : 0)) };
}
