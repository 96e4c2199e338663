import type { PriorSet } from '../../domain/priors.ts';
import { type PictureKeys, purposes } from '../../domain/purposes.ts';
import { createRandom } from '../random.ts';
import type { Mask, Raster } from '../raster.ts';
import { type DrawnDefect, synthesize } from './index.ts';

/** Normal parts by number, all of one size. */
export interface ImageSource {
  readonly count: number;
  image(index: number): Raster;
  foreground(index: number): Mask;
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

/**
 * Picture `number` of a purpose: which part it shows, which parts lend pieces, and every drawn value follow from the
 * keys alone. Training workers, previews and the command line all call this, so they show the same pixels.
 * @throws FlawsmithError `bad-config` where every kind is switched off
 */
export function forgeSample(source: ImageSource, priorSet: PriorSet, keys: PictureKeys): ForgedSample {
  const random = createRandom(keys.seed, purposes[keys.purpose], keys.number);
  const base = random.integer(0, source.count - 1);
  const donors = Array.from({ length: Math.min(donorCount, source.count - 1) }, () => {
    const other = random.integer(0, source.count - 2);
    return source.image(other < base ? other : other + 1);
  });
  const clean = source.image(base);
  const { image, mask, drawn } = synthesize(clean, priorSet, random, { donors, foreground: source.foreground(base) });
  return { base, clean, image, mask, drawn };
}
