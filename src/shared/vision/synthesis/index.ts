import { type DefectKind, type PriorSet, defectKinds } from '../../domain/priors.ts';
import { FlawsmithError } from '../../errors.ts';
import { morph } from '../filters.ts';
import { findForeground } from '../foreground.ts';
import type { Random } from '../random.ts';
import { type Mask, type Raster, cloneRaster, createMask, isGrey } from '../raster.ts';
import { type Canvas, type DrawnValues, type Point, boxAround, drawValue, shiftBy } from './canvas.ts';
import { changedMask } from './changedMask.ts';
import { clusteredKinds, kindTable, regionKinds } from './kinds/index.ts';
import { nuisanceView } from './nuisance.ts';

export { nuisanceView } from './nuisance.ts';

/** One defect as it was drawn: its kind and the values taken from the prior's ranges (lengths in px at 256, degrees). */
export interface DrawnDefect {
  kind: DefectKind;
  values: DrawnValues;
}

export interface SynthesisResult {
  image: Raster;
  /** 255 where the picture was truly changed; never empty, never more than 35 %. */
  mask: Mask;
  /** The part without its defects, after the harmless change of light and place. */
  base: Raster;
  drawn: DrawnDefect[];
}

export interface SynthesisContext {
  /** Other normal parts of the same size, for textures and pieces; the part itself where there are none. */
  donors?: readonly Raster[];
  /** Where the part is; found in the picture where absent. */
  foreground?: Mask;
}

/** Share of pictures that show two kinds. */
const secondKind = 0.2;
const attempts = 8;

/**
 * Forges one pseudo-anomalous picture from a normal one. The same image, prior set, context and seed give the same bytes.
 * The image is not changed.
 * @throws FlawsmithError `bad-config` where every kind is switched off
 */
export function synthesize(
  image: Raster,
  priorSet: PriorSet,
  random: Random,
  context: SynthesisContext = {},
): SynthesisResult {
  const kinds = defectKinds.filter((kind) => priorSet.kinds[kind].enabled && priorSet.kinds[kind].share > 0);
  if (kinds.length === 0) {
    throw new FlawsmithError('bad-config', `The prior set "${priorSet.name}" has every kind of defect switched off.`, {
      hint: 'Switch at least one kind on.',
    });
  }
  const base = random.chance(priorSet.nuisance) ? nuisanceView(image, random) : cloneRaster(image);
  const part = priorSet.confineToForeground
    ? (context.foreground ?? findForeground(image))
    : createMask(image.width, image.height, 255);
  const canvasFor = (picture: Raster): Canvas => createCanvas(picture, part, context.donors);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const picture = cloneRaster(base);
    const chosen = [pickKind(kinds, priorSet, random)];
    if (random.chance(secondKind)) chosen.push(pickKind(kinds, priorSet, random));
    const drawn = chosen.flatMap((kind) => drawKind(kind, canvasFor(picture), priorSet, random));
    confine(picture, base, part);
    const mask = changedMask(
      base,
      picture,
      chosen.some((kind) => regionKinds.has(kind)),
    );
    if (mask) return { image: picture, mask, base, drawn };
  }
  return certainDefect(base, part, kinds[0]!, priorSet.kinds[kinds[0]!].size[0], random);
}

function createCanvas(image: Raster, foreground: Mask, donors: readonly Raster[] | undefined): Canvas {
  const places: number[] = [];
  for (let i = 0; i < foreground.data.length; i += 3) if (foreground.data[i]) places.push(i);
  const place = (random: Random): Point => {
    const i = places.length ? random.pick(places) : random.integer(0, foreground.data.length - 1);
    return { x: i % image.width, y: Math.floor(i / image.width) };
  };
  const source = donors?.length ? donors : [cloneRaster(image)];
  return { image, foreground, donors: source, isGrey: isGrey(image), scale: image.width / 256, place };
}

function pickKind(kinds: readonly DefectKind[], priorSet: PriorSet, random: Random): DefectKind {
  const total = kinds.reduce((sum, kind) => sum + priorSet.kinds[kind].share, 0);
  let left = random.uniform(0, total);
  for (const kind of kinds) {
    left -= priorSet.kinds[kind].share;
    if (left < 0) return kind;
  }
  return kinds[kinds.length - 1]!;
}

/** All instances of one kind; those of clustered kinds lie near each other. */
function drawKind(kind: DefectKind, canvas: Canvas, priorSet: PriorSet, random: Random): DrawnDefect[] {
  const prior = priorSet.kinds[kind];
  const count = Math.round(drawValue(prior.count, random, 'log'));
  const centre = clusteredKinds.has(kind) && random.chance(0.7) ? canvas.place(random) : null;
  const near: Canvas = centre ? { ...canvas, place: (source) => nearby(centre, canvas, source) } : canvas;
  return Array.from({ length: count }, () => ({ kind, values: kindTable[kind](near, prior, random) }));
}

function nearby(centre: Point, { image, scale }: Canvas, random: Random): Point {
  const clamp = (value: number, length: number): number => Math.min(Math.max(Math.round(value), 0), length - 1);
  return {
    x: clamp(centre.x + random.normal(0, 14 * scale), image.width),
    y: clamp(centre.y + random.normal(0, 14 * scale), image.height),
  };
}

/** Takes back what was drawn off the part; a rim of 2 px stays, for chips and fibres lie on the part's border. */
function confine(picture: Raster, base: Raster, part: Mask): void {
  const allowed = morph(part.data, part.width, part.height, Math.max(1, Math.round(part.width / 128)), 'dilate');
  for (let i = 0; i < allowed.length; i++) {
    if (!allowed[i]) picture.data.set(base.data.subarray(3 * i, 3 * i + 3), 3 * i);
  }
}

const largestSpot = 8;

/**
 * A spot that is always visible, for pictures on which every drawn defect came out invisible.
 * @param smallest the kind's smallest size, px at 256: the spot is no larger, nor larger than 8
 */
function certainDefect(base: Raster, part: Mask, kind: DefectKind, smallest: number, random: Random): SynthesisResult {
  const picture = cloneRaster(base);
  const canvas = createCanvas(picture, part, undefined);
  const centre = canvas.place(random);
  const size = Math.min(largestSpot, smallest);
  const half = Math.max((size / 2) * canvas.scale, 1);
  const spot = boxAround(picture, centre, half, half);
  spot.alpha.fill(1);
  const level = picture.data[(centre.y * picture.width + centre.x) * 3]!;
  const amount = level > 127 ? -90 : 90;
  shiftBy(picture, spot, [amount, amount, amount]);
  const mask = createMask(base.width, base.height);
  for (let y = spot.top; y < spot.top + spot.height; y++) {
    mask.data.fill(255, y * mask.width + spot.left, y * mask.width + spot.left + spot.width);
  }
  return { image: picture, mask, base, drawn: [{ kind, values: { size, contrast: amount, fallback: 'spot' } }] };
}
