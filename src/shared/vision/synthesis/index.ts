import type { DefectKind, PriorSet } from '../../domain/priors.ts';
import { findForeground } from '../foreground.ts';
import type { Random } from '../random.ts';
import { type Mask, type Raster, cloneRaster, createMask } from '../raster.ts';
import { paintDefects } from './paint.ts';
import { type Reference, drawPlan, viewOf } from './plan.ts';
import type { DrawnValues } from './sketch.ts';

export { nuisanceView } from './nuisance.ts';

/** One defect as it was drawn: its kind, its place (x, y) and the values taken from the prior's ranges; px at 256, degrees. */
export interface DrawnDefect {
  kind: DefectKind;
  values: DrawnValues;
}

export interface SynthesisResult {
  image: Raster;
  /** 255 where the picture was truly changed. */
  mask: Mask;
  /** The part without its defects, after the harmless change of light and place. */
  base: Raster;
  drawn: DrawnDefect[];
}

export interface SynthesisContext {
  /** Other normal parts of the same size, for textures and pieces; the part itself where there are none. */
  donors?: readonly Raster[];
  /** Where the part is; found in the reference where absent. */
  foreground?: Mask;
  /** The part and its donors at the size that decisions are made at; the pictures themselves where absent. */
  reference?: { image: Raster; donors: readonly Raster[] };
}

/**
 * Forges one pseudo-anomalous picture from a normal one. The same image, prior set, context and stream give the same bytes;
 * the same reference gives the same defects at the same places whatever the image's size. The image is not changed.
 * @param random one stream for all that is decided; the noise of pixels comes from streams derived from it
 * @throws FlawsmithError `bad-config` where every kind is switched off
 */
export function synthesize(
  image: Raster,
  priorSet: PriorSet,
  random: Random,
  { donors = [], foreground, reference = { image, donors } }: SynthesisContext = {},
): SynthesisResult {
  const { width, height } = reference.image;
  const part = priorSet.confineToForeground
    ? (foreground ?? findForeground(reference.image))
    : createMask(width, height, 255);
  const decided: Reference = { ...reference, foreground: part };
  const { plan, base: decidedOn, painting } = drawPlan(decided, priorSet, random);
  const { view, viewPixels, defects } = plan;
  const drawn = defects.map(({ kind, at, values }) => ({ kind, values: { ...at, ...values } }));
  if (image === reference.image) {
    const base = view ? decidedOn : cloneRaster(image);
    return { image: painting.image, mask: painting.mask, base, drawn };
  }
  const base = view ? viewOf(image, view, viewPixels) : cloneRaster(image);
  const painted = paintDefects(base, defects, { donors, foreground: part, view }, { onlyVisible: false });
  return { image: painted.image, mask: painted.mask, base, drawn };
}
