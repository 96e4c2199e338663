import type { PriorSet } from '../../domain/priors.ts';
import { type PictureKeys, purposes } from '../../domain/purposes.ts';
import { type Random, createRandom } from '../random.ts';
import type { Mask, Raster } from '../raster.ts';
import { hideIgnored } from '../zonePicture.ts';
import { type DrawnDefect, type ForgingZones, synthesize } from './index.ts';
import { drawView, paintView } from './nuisance.ts';
import { frameOf } from './sketch.ts';
import type { Stamp } from './stamps.ts';

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
  /** What of a part's picture is judged, seen and ignored; null or absent: all is judged. */
  zones?(index: number): ForgingZones | null;
  /** Labelled defects that may be stamped; absent: none. */
  readonly stamps?: StampSource;
}

/** Labelled defects by number, of the size of the parts. */
export interface StampSource {
  readonly count: number;
  stamp(index: number): Stamp;
  /** The same at the size that plans are decided at. */
  reference(index: number): Stamp;
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
/** Labelled defects that one picture chooses from. */
const stampCount = 2;
const stampStream = 0x57a3;

/** The good parts that a picture needs, by number: the one it shows, and those that lend pieces to it. */
export interface PartsOfPicture {
  base: number;
  lenders: number[];
  /** Of the labelled defects those that may be stamped on it. */
  stamps: number[];
}

/** Which good parts picture `keys` is forged from, of `count`, and which of the labelled defects; what {@link forgeSample} will ask its source for. */
export const partsOfPicture = (keys: PictureKeys, count: number, stamps = 0): PartsOfPicture => {
  const random = streamOf(keys);
  return { ...drawParts(random, count), stamps: drawStamps(random, stamps) };
};

const streamOf = (keys: PictureKeys): Random => createRandom(keys.seed, purposes[keys.purpose], keys.number);

/** From a stream of its own: where nothing is labelled, pictures are what they always were. */
function drawStamps(random: Random, count: number): number[] {
  const own = random.derive(stampStream);
  return Array.from({ length: Math.min(stampCount, count) }, () => own.integer(0, count - 1));
}

function drawParts(random: Random, count: number): Omit<PartsOfPicture, 'stamps'> {
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
  const stamps = drawStamps(random, source.stamps?.count ?? 0);
  const { image, mask, drawn } = synthesize(clean, priorSet, random, {
    stamps: stamps.map((stamp) => source.stamps!.stamp(stamp)),
    donors: lenders.map((lender) => source.image(lender)),
    foreground: source.foreground(base),
    reference: {
      image: source.reference(base),
      donors: lenders.map((lender) => source.reference(lender)),
      stamps: stamps.map((stamp) => source.stamps!.reference(stamp)),
    },
    zones: source.zones?.(base) ?? null,
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
