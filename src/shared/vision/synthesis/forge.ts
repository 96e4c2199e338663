import type { PriorSet } from '../../domain/priors.ts';
import { type PictureKeys, purposes } from '../../domain/purposes.ts';
import { type Random, createRandom } from '../random.ts';
import type { Mask, Raster } from '../raster.ts';
import { hideIgnored } from '../zonePicture.ts';
import { type DrawnDefect, type ForgingZones, synthesize } from './index.ts';
import { drawView, paintView } from './nuisance.ts';
import { frameOf } from './sketch.ts';

/** Normal parts by number, all of one size. */
export interface ImageSource {
  readonly count: number;
  /** The part at the size that is worked at. */
  image(index: number): Raster;
  /**
   * The same part at the size that plans are decided at ({@link referenceSize}); the very picture of `image` where the two
   * sizes are one.
   */
  reference(index: number): Raster;
  /** Where the part is on its reference, and may be judged. */
  foreground(index: number): Mask;
  /** What of the pictures is judged, seen and ignored; null or absent: all is judged. */
  readonly zones?: ForgingZones | null;
}

/** Sides of the picture that plans are decided at, for a working picture: of its shape and the area of 256 × 256, px. */
export function referenceSize({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const frame = frameOf({ width, height });
  return { width: Math.round(frame.width), height: Math.round(frame.height) };
}

/** A pseudo-anomalous picture with the normal part it was made from. */
export interface ForgedSample {
  /** Number of the normal part. */
  base: number;
  /** The normal part as it is. */
  clean: Raster;
  image: Raster;
  mask: Mask;
  drawn: DrawnDefect[];
}

const donorCount = 2;

/** The good parts that a picture needs, by number: the one it shows, and those that lend pieces to it. */
export interface PartsOfPicture {
  base: number;
  lenders: number[];
}

/** Which good parts picture `keys` is forged from, of `count`; what {@link forgeSample} will ask its source for. */
export const partsOfPicture = (keys: PictureKeys, count: number): PartsOfPicture => drawParts(streamOf(keys), count);

const streamOf = (keys: PictureKeys): Random => createRandom(keys.seed, purposes[keys.purpose], keys.number);

function drawParts(random: Random, count: number): PartsOfPicture {
  const base = random.integer(0, count - 1);
  const lenders = Array.from({ length: Math.min(donorCount, count - 1) }, () => {
    const other = random.integer(0, count - 2);
    return other < base ? other : other + 1;
  });
  return { base, lenders };
}

/**
 * Forges one picture: which part it shows, which parts lend pieces, and every drawn value follow from the keys, the parts'
 * references and the priors alone, whatever the working size. Training workers, previews, evaluations and the command line
 * all call this, so at one size they show the same pixels.
 * @throws FlawsmithError `bad-config` where every kind is switched off
 */
export function forgeSample(source: ImageSource, priorSet: PriorSet, keys: PictureKeys): ForgedSample {
  const random = streamOf(keys);
  const { base, lenders } = drawParts(random, source.count);
  const clean = source.image(base);
  const { image, mask, drawn } = synthesize(clean, priorSet, random, {
    donors: lenders.map((lender) => source.image(lender)),
    foreground: source.foreground(base),
    reference: { image: source.reference(base), donors: lenders.map((lender) => source.reference(lender)) },
    zones: source.zones ?? null,
  });
  return { base, clean, image, mask, drawn };
}

/** A harmless view of a good part; what is ignored stays as it is. Returns a new image. */
export function forgeView(
  image: Raster,
  keys: Omit<PictureKeys, 'purpose'>,
  zones: ForgingZones | null | undefined = null,
): Raster {
  const random = createRandom(keys.seed, purposes.view, keys.number);
  const view = paintView(image, drawView(random), image.width / frameOf(image).width, random.derive(0));
  if (zones) hideIgnored(view.data, zones.picture);
  return view;
}
