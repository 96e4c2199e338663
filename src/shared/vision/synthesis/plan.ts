import { type DefectKind, type Prior, type PriorSet, drawnKinds } from '../../domain/priors.ts';
import { FlawsmithError } from '../../errors.ts';
import { said } from '../../failures.ts';
import type { Random } from '../random.ts';
import { type Mask, type Raster, isGrey } from '../raster.ts';
import type { ZonePicture } from '../zonePicture.ts';
import { boxAround, shiftBy, toPixels } from './canvas.ts';
import { clusteredKinds, kindTable, wideKinds } from './kinds/index.ts';
import { type View, drawView, paintView, shiftOf } from './nuisance.ts';
import { type Painting, paintDefects } from './paint.ts';
import { busiestPlace, detailOf, grainOf, placeOnMap } from './places.ts';
import { type Drawing, type Point, type Sketch, drawRange, frameOf } from './sketch.ts';
import { type Stamp, stampRegions } from './stamps.ts';

/** One defect of a plan. */
export interface PlannedDefect extends Drawing {
  kind: DefectKind;
  /** Where its per-pixel randomness starts; the same each time it is painted. */
  pixels(): Random;
}

/** All of a forged picture but its pixels; the same at every size. */
export interface Plan {
  /** Harmless change before the defects; null where the part stays as it is. */
  view: View | null;
  /** Where the view's per-pixel noise starts. */
  viewPixels(): Random;
  /** Each of them visible on the reference picture. */
  defects: readonly PlannedDefect[];
}

/** What a plan is decided on: the part at the size that decisions are made at, whatever the size worked at. */
export interface Reference {
  image: Raster;
  /** Where the part is, of the size of `image`. */
  foreground: Mask;
  /** Other normal parts of the same size; the part itself where there is none. */
  donors: readonly Raster[];
  /** Labelled defects to stamp, of the size of `image`; absent: none. */
  stamps?: readonly Stamp[] | undefined;
  /** What of `image` is judged; absent: all of it. */
  zones?: ZonePicture | undefined;
}

export interface Decision {
  plan: Plan;
  /** The reference picture under the plan's view, without defects. */
  base: Raster;
  painting: Painting;
}

/** Share of pictures that show two kinds. */
const secondKind = 0.2;
const attempts = 8;
/** A mask may cover this much of the picture at most; more where a kind of defect that lies over much of a part is shown. */
const largestShare = 0.35;
const widestShare = 0.6;
/** Purposes of streams that are derived from the plan's. */
const streams = { view: 1, defect: 2, light: 3 } as const;

/**
 * Decides a picture: which defects, where, and every value of them. What cannot be seen on the reference picture is left
 * out, and a plan that shows nothing there, or more than 35 %, is drawn again, so that all sizes show the same defects.
 * @returns the plan, with the reference picture as painted by it and as it was under the plan's view
 * @throws FlawsmithError `bad-config` where every kind is switched off
 */
export function drawPlan(reference: Reference, priorSet: PriorSet, random: Random): Decision {
  const kinds = enabledKinds(priorSet, (reference.stamps ?? []).length > 0);
  const view = random.chance(priorSet.nuisance) ? drawView(random) : null;
  const viewPixels = (): Random => random.derive(streams.view);
  const base = viewOf(reference.image, view, viewPixels);
  const light = ((priorSet.light ?? random.derive(streams.light).uniform(-180, 180)) * Math.PI) / 180;
  const sketch = sketchOf(reference, { base, view, light: { x: Math.cos(light), y: -Math.sin(light) } });
  const pixelsOf = (attempt: number) => (i: number) => (): Random => random.derive(streams.defect, attempt, i);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const drawn = drawDefects(kinds, sketch, priorSet, random, pixelsOf(attempt));
    const painting = paintDefects(base, drawn, { ...reference, view }, { onlyVisible: true });
    const isFitting = painting.shown.length > 0 && painting.area <= mostShare(painting) * painting.mask.data.length;
    if (isFitting) return { plan: { view, viewPixels, defects: painting.shown }, painting, base };
  }
  const kind = kinds[0]!;
  const spot = { kind, ...certainSpot(sketch, priorSet.kinds[kind], random), pixels: pixelsOf(attempts)(0) };
  const painting = paintDefects(base, [spot], { ...reference, view }, { onlyVisible: false });
  return { plan: { view, viewPixels, defects: [spot] }, painting, base };
}

const mostShare = ({ shown }: Painting): number =>
  shown.some(({ kind }) => wideKinds.has(kind)) ? widestShare : largestShare;

/** A part's picture under a plan's view; its own pixels where there is none. */
export function viewOf(image: Raster, view: View | null, pixels: () => Random): Raster {
  if (!view) return image;
  const { width } = frameOf(image);
  return paintView(image, view, image.width / width, pixels());
}

function enabledKinds(priorSet: PriorSet, hasStamps: boolean): DefectKind[] {
  const kinds = drawnKinds(priorSet, hasStamps);
  if (kinds.length > 0) return kinds;
  if (drawnKinds(priorSet, true).length > 0) {
    const message = `The prior set "${priorSet.name}" has the stamp alone switched on, and no labelled defect is given to it.`;
    throw new FlawsmithError('bad-config', message, {
      hint: 'Give labelled defects to training, or switch another kind on.',
      said: said('recipeStampsOnly', { name: priorSet.name }),
    });
  }
  throw new FlawsmithError('bad-config', `The prior set "${priorSet.name}" has every kind of defect switched off.`, {
    hint: 'Switch at least one kind on.',
    said: said('recipeForgesNothing', { name: priorSet.name }),
  });
}

/** Places tried for one on the part: enough for the smallest part that is told from its background. */
const mostTries = 400;

function sketchOf(
  { image, foreground, donors, stamps = [] }: Reference,
  { base, view, light }: { base: Raster; view: View | null; light: Point },
): Sketch {
  const { width, height } = frameOf(image);
  const shift = view ? shiftOf(view, image.width / width) : { x: 0, y: 0 };
  const at = (share: number, sides: number): number => Math.min(Math.max(Math.floor(share), 0), sides - 1);
  const pixelAt = ({ x, y }: Point, { x: dx, y: dy }: Point): number => {
    const column = at((x * image.width) / width - dx, image.width);
    return at((y * image.height) / height - dy, image.height) * image.width + column;
  };
  const isOnPart = (point: Point): boolean => foreground.data[pixelAt(point, shift)]! > 0;
  return {
    width,
    height,
    isGrey: isGrey(image),
    donorCount: Math.max(donors.length, 1),
    stamps: stamps.map(stampRegions),
    isOnPart,
    place(random) {
      let point = { x: width / 2, y: height / 2 };
      for (let i = 0; i < mostTries; i++) {
        point = { x: random.uniform(0, width), y: random.uniform(0, height) };
        if (isOnPart(point)) return point;
      }
      return point;
    },
    colourAt(point) {
      const i = pixelAt(point, { x: 0, y: 0 }) * 3;
      return [base.data[i]!, base.data[i + 1]!, base.data[i + 2]!];
    },
    grainAt(point) {
      const i = pixelAt(point, { x: 0, y: 0 });
      return grainOf(base, i % base.width, Math.floor(i / base.width));
    },
    detailAt(point) {
      const i = pixelAt(point, { x: 0, y: 0 });
      return detailOf(base, i % base.width, Math.floor(i / base.width));
    },
    light,
  };
}

function drawDefects(
  kinds: readonly DefectKind[],
  sketch: Sketch,
  priorSet: PriorSet,
  random: Random,
  pixelsOf: (i: number) => () => Random,
): PlannedDefect[] {
  const chosen = [pickKind(kinds, priorSet, random)];
  if (random.chance(secondKind)) chosen.push(pickKind(kinds, priorSet, random));
  const drawings = chosen.flatMap((kind) =>
    drawKind(kind, placedAs(kind, sketch, priorSet), priorSet.kinds[kind], random).map((drawing) => ({
      kind,
      ...drawing,
    })),
  );
  return drawings.map((drawing, i) => ({ ...drawing, pixels: pixelsOf(i) }));
}

/** The sketch of a kind, whose places are those that its prior allows. */
function placedAs(kind: DefectKind, sketch: Sketch, { kinds, map }: PriorSet): Sketch {
  const { place } = kinds[kind];
  if (place === 'edges') return { ...sketch, place: (random) => busiestPlace(sketch, random) };
  if (place === 'map' && map) return { ...sketch, place: (random) => placeOnMap(map, sketch, random) };
  return sketch;
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

/** Deviation of clustered defects from their common centre, px at 256. */
const clusterSpread = 14;

/** All instances of one kind; those of clustered kinds lie near each other. */
function drawKind(kind: DefectKind, sketch: Sketch, prior: Prior, random: Random): Drawing[] {
  const count = Math.round(drawRange(prior, 'count', random, 'log'));
  const centre = clusteredKinds.has(kind) && random.chance(0.7) ? sketch.place(random) : null;
  const near: Sketch = centre ? { ...sketch, place: (source) => nearby(centre, sketch, source) } : sketch;
  return Array.from({ length: count }, () => kindTable[kind](near, prior, random));
}

function nearby({ x, y }: Point, { width, height }: Sketch, random: Random): Point {
  const within = (value: number, side: number): number => Math.min(Math.max(value, 0), side);
  return {
    x: within(x + random.normal(0, clusterSpread), width),
    y: within(y + random.normal(0, clusterSpread), height),
  };
}

const largestSpot = 8;

/**
 * A spot that is always visible, for parts on which every drawn defect came out invisible; no larger than the kind's
 * smallest size, nor than 8 px at 256.
 */
function certainSpot(sketch: Sketch, { size: [smallest] }: Prior, random: Random): Drawing {
  const at = sketch.place(random);
  const size = Math.min(largestSpot, smallest);
  const contrast = sketch.colourAt(at)[0] > 127 ? -90 : 90;
  return {
    at,
    values: { size, contrast, fallback: 'spot' },
    paint(canvas) {
      const half = Math.max((size / 2) * canvas.scale, 1);
      const spot = boxAround(canvas, toPixels(canvas, at), half, half);
      spot.alpha.fill(1);
      shiftBy(canvas, spot, [contrast, contrast, contrast]);
    },
  };
}
