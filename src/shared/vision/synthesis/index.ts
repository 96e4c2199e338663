import type { DefectKind, PriorSet } from '../../domain/priors.ts';
import { findForeground } from '../foreground.ts';
import type { Random } from '../random.ts';
import { type Mask, type Raster, cloneRaster, createMask } from '../raster.ts';
import { type ZonePicture, hideIgnored, zoneKinds } from '../zonePicture.ts';
import { paintDefects } from './paint.ts';
import { type Reference, drawPlan, viewOf } from './plan.ts';
import type { DrawnValues } from './sketch.ts';
import type { Stamp } from './stamps.ts';

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

/** The zones of a picture, and of the reference that its plan is decided on. */
export interface ForgingZones {
  picture: ZonePicture;
  reference: ZonePicture;
}

export interface SynthesisContext {
  /** Other normal parts of the same size, for textures and pieces; the part itself where there are none. */
  donors?: readonly Raster[];
  /** Labelled defects of the same size, to be stamped; absent: none. */
  stamps?: readonly Stamp[];
  /** Where the part is; found in the reference where absent. */
  foreground?: Mask;
  /** The part, its donors and the labelled defects at the size that decisions are made at; the pictures themselves where absent. */
  reference?: { image: Raster; donors: readonly Raster[]; stamps?: readonly Stamp[] };
  /** No defect reaches beyond what is judged, and what is ignored stays as it is; absent or null: all is judged. */
  zones?: ForgingZones | null;
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
  { donors = [], stamps = [], foreground, reference = { image, donors, stamps }, zones = null }: SynthesisContext = {},
): SynthesisResult {
  const part = priorSet.confineToForeground
    ? (foreground ?? findForeground(reference.image))
    : anywhere(reference.image, zones);
  const decided: Reference = { ...reference, foreground: part, zones: zones?.reference };
  const { plan, base: decidedOn, painting } = drawPlan(decided, priorSet, random);
  const { view, viewPixels, defects } = plan;
  const drawn = defects.map(({ kind, at, values }) => ({ kind, values: { ...at, ...values } }));
  if (image === reference.image) {
    const base = view ? decidedOn : cloneRaster(image);
    return hidden({ image: painting.image, mask: painting.mask, base, drawn }, zones);
  }
  const base = view ? viewOf(image, view, viewPixels) : cloneRaster(image);
  const palette = { donors, stamps, foreground: part, view, zones: zones?.picture };
  const painted = paintDefects(base, defects, palette, { onlyVisible: false });
  return hidden({ image: painted.image, mask: painted.mask, base, drawn }, zones);
}

/** Where defects may lie in a picture that is judged by zones: the same mask each time. */
const judgedPlaces = new WeakMap<ZonePicture, Mask>();

function anywhere({ width, height }: Raster, zones: ForgingZones | null): Mask {
  if (!zones) return createMask(width, height, 255);
  const known = judgedPlaces.get(zones.reference);
  if (known) return known;
  const { kinds } = zones.reference;
  const mask = { width, height, data: kinds.map((kind) => (kind === zoneKinds.judged ? 255 : 0)) };
  judgedPlaces.set(zones.reference, mask);
  return mask;
}

/** What is ignored as it is in the part itself, whatever the view did to it. */
function hidden(result: SynthesisResult, zones: ForgingZones | null): SynthesisResult {
  if (zones) for (const { data } of [result.image, result.base]) hideIgnored(data, zones.picture);
  return result;
}
