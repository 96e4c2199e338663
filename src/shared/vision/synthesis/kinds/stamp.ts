import { gaussianBlur } from '../../filters.ts';
import type { Mask } from '../../raster.ts';
import { type Canvas, type Layer, blendOver, boxAround, toPixels } from '../canvas.ts';
import { type DrawKind, type Drawing, type Point, drawAngle, drawEdge, drawPhysics, toDegrees } from '../sketch.ts';
import { type StampRegion, cutOf } from '../stamps.ts';
import { sampleInto, seamless } from '../textures.ts';

/** How a labelled defect is put down; lengths and places are px at 256. */
interface Pose {
  at: Point;
  /** Radians, as the picture is turned on the screen. */
  angle: number;
  /** −1: mirrored. */
  flip: 1 | -1;
  zoom: number;
  edge: number;
}

/**
 * A labelled defect cut out by its mask and put on a good part: turned, mirrored, larger or smaller, fainter or stronger, and blended in
 * seamlessly (Pérez et al. 2003) or as it is with a soft border.
 */
export const drawStamp: DrawKind = (sketch, prior, random) => {
  const stamp = random.integer(0, sketch.stamps.length - 1);
  const regions = sketch.stamps[stamp]!;
  const chosen = random.next();
  const zoom = drawPhysics('stamp', prior, 'zoom', random);
  const gain = drawPhysics('stamp', prior, 'gain', random);
  const angle = drawAngle(prior, random);
  const flip = random.chance(0.5) ? 1 : -1;
  const at = sketch.place(random);
  const region = regions[Math.floor(chosen * regions.length)];
  if (!region) return nothing(at);
  const size = region.size * zoom;
  const edge = drawEdge(prior, size, random);
  const isSeamless = (prior.blend ?? 'poisson') === 'poisson';
  return {
    at,
    values: { size, zoom, gain, angle: toDegrees(angle), edge, mirrored: flip < 0 ? 'yes' : 'no' },
    paint(canvas) {
      const { layer, piece } = posed(canvas, region, stamp, { at, angle, flip, zoom, edge });
      const changed = strengthened(piece, layer, gain);
      blendOver(canvas, layer, isSeamless ? seamless(canvas, layer, changed) : changed);
    },
  };
};

/** Of a labelled picture on which nothing is marked that is judged. */
const nothing = (at: Point): Drawing => ({ at, values: {}, paint: () => undefined });

/** The defect in its pose: how much of it lies on each pixel of its box, and the labelled photograph there. */
function posed(
  canvas: Canvas,
  { centre, radius, isNear }: StampRegion,
  stamp: number,
  { at, angle, flip, zoom, edge }: Pose,
): { layer: Layer; piece: Float32Array } {
  const { image, mask } = canvas.stamps[stamp]!;
  const cut = cutOf(mask);
  const sigma = edge * canvas.scale;
  const half = radius * zoom * canvas.scale + 3 * sigma + 3;
  const layer = boxAround(canvas, toPixels(canvas, at), half, half);
  const from = toPixels(canvas, centre);
  const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
  const piece = new Float32Array(layer.alpha.length * 3);
  for (let i = 0; i < layer.alpha.length; i++) {
    const dx = (i % layer.width) + layer.left - layer.centre.x;
    const dy = Math.floor(i / layer.width) + layer.top - layer.centre.y;
    const [x, y] = [from.x + flip * (dx * cos + dy * sin), from.y - dx * sin + dy * cos];
    sampleInto(image, x, y, piece, i * 3);
    const isOwn = isNear({ x: (x + 0.5) / canvas.scaleX, y: (y + 0.5) / canvas.scaleY });
    layer.alpha[i] = isOwn ? shareOf(cut, x, y) : 0;
  }
  if (sigma >= 0.2) layer.alpha = gaussianBlur(layer.alpha, layer.width, layer.height, sigma);
  return { layer, piece };
}

/** How much of a pixel at a place between pixels is set, 0–1; nothing is outside the mask. */
function shareOf({ width, height, data }: Mask, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [x - left, y - top];
  const at = (column: number, row: number): number =>
    column >= 0 && row >= 0 && column < width && row < height && data[row * width + column] ? 1 : 0;
  const upper = at(left, top) * (1 - u) + at(left + 1, top) * u;
  const lower = at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u;
  return upper * (1 - v) + lower * v;
}

/** The piece with its distance from the mean of what surrounds the defect times a factor. */
function strengthened(piece: Float32Array, { alpha }: Layer, gain: number): Float32Array {
  const level = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i]! > 0) continue;
    count++;
    for (let c = 0; c < 3; c++) level[c]! += piece[i * 3 + c]!;
  }
  return piece.map((value, i) => {
    const usual = level[i % 3]! / Math.max(count, 1);
    return usual + (value - usual) * gain;
  });
}
