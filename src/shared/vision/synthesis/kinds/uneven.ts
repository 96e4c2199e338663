import { runningBlur } from '../../filters.ts';
import { type Lattice, drawLattice, latticeField } from '../../noise.ts';
import { type Canvas, type Layer, blendOver, boxAround, toPixels } from '../canvas.ts';
import { spansOf } from '../outlines.ts';
import {
  type Colour,
  type DrawKind,
  type Point,
  contrastOf,
  directionAt,
  drawAngle,
  drawPhysics,
  drawRange,
  drawShift,
  toDegrees,
} from '../sketch.ts';
import { channelOf } from '../textures.ts';

interface Region {
  at: Point;
  angle: number;
  /** Half sides, px at 256. */
  long: number;
  short: number;
  edge: number;
  /** How far the border wanders, px at 256. */
  wander: number;
  border: Lattice;
}

/**
 * A wide patch or band whose light or finish differs: ground twice, worn, polished, coated unevenly. Its level shifts, and the
 * part's own texture is stronger or weaker there; nothing is put in that the part does not have.
 */
export const drawUneven: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const elongation = drawPhysics('uneven', prior, 'elongation', random);
  const detail = drawPhysics('uneven', prior, 'detail', random);
  const edge = drawRange(prior, 'edge', random, prior.edge[0] > 0 ? 'log' : 'even');
  const shift = drawShift('uneven', sketch, prior, random);
  const drawn = drawAngle(prior, random);
  const at = sketch.place(random);
  const angle = directionAt('uneven', prior, { sketch, at, angle: drawn }, random);
  const reach = random.logUniform(4, 10);
  const mottle = { depth: random.uniform(0, 0.5), lattice: drawLattice(4, 4, random) };
  const border = drawLattice(random.integer(3, 6), random.integer(3, 6), random);
  const wander = random.uniform(0.03, 0.14) * size;
  const region = { at, angle, long: (size * elongation) / 2, short: size / 2, edge, wander, border };
  const { isGrey } = sketch;
  return {
    at,
    values: { size, elongation, angle: toDegrees(angle), contrast: contrastOf(shift), detail, edge },
    paint(canvas) {
      const layer = layerOf(region, canvas);
      const clouds = latticeField(mottle.lattice, ...spansOf(layer)).map((v) => 1 - mottle.depth * (0.5 + 0.5 * v));
      blendOver(canvas, layer, refinished(canvas, layer, { shift, detail, clouds, reach, isGrey }));
    },
  };
};

/** A rounded rectangle with a wandering border. */
function layerOf({ at, angle, edge, wander, border, ...sides }: Region, canvas: Canvas): Layer {
  const { scale } = canvas;
  const centre = toPixels(canvas, at);
  const [long, short] = [sides.long * scale, sides.short * scale];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const soft = Math.max(2 * edge * scale, 0.5);
  const margin = wander * scale + soft + 1;
  const [halfX, halfY] = [Math.abs(cos) * long + Math.abs(sin) * short, Math.abs(sin) * long + Math.abs(cos) * short];
  const layer = boxAround(canvas, centre, halfX + margin, halfY + margin);
  const noise = latticeField(border, ...spansOf(layer));
  const corner = 0.6 * short;
  for (let y = 0, i = 0; y < layer.height; y++) {
    for (let x = 0; x < layer.width; x++, i++) {
      const [dx, dy] = [x + layer.left - centre.x, y + layer.top - centre.y];
      const beyondLong = Math.abs(dx * cos + dy * sin) - long + corner;
      const beyondShort = Math.abs(-dx * sin + dy * cos) - short + corner;
      const outside = Math.hypot(Math.max(beyondLong, 0), Math.max(beyondShort, 0));
      const distance = outside + Math.min(Math.max(beyondLong, beyondShort), 0) - corner + wander * scale * noise[i]!;
      const share = Math.min(Math.max(0.5 - distance / (2 * soft), 0), 1);
      layer.alpha[i] = share * share * (3 - 2 * share);
    }
  }
  return layer;
}

interface Finish {
  shift: Colour;
  detail: number;
  /** Share of the shift at each pixel. */
  clouds: Float32Array;
  /** What is finer than this is the part's texture, px at 256. */
  reach: number;
  isGrey: boolean;
}

function refinished(canvas: Canvas, layer: Layer, { shift, detail, clouds, reach, isGrey }: Finish): Float32Array {
  const result = new Float32Array(layer.alpha.length * 3);
  for (let c = 0; c < 3; c++) {
    if (isGrey && c > 0) {
      for (let i = 0; i < result.length; i += 3) result[i + c] = result[i]!;
      continue;
    }
    const plane = channelOf(canvas, layer, c);
    const low = runningBlur(plane, layer.width, layer.height, reach * canvas.scale);
    for (let i = 0; i < plane.length; i++)
      result[i * 3 + c] = low[i]! + (plane[i]! - low[i]!) * detail + shift[c]! * clouds[i]!;
  }
  return result;
}
