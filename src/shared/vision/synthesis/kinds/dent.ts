import { gaussianBlur } from '../../filters.ts';
import { type Lattice, drawLattice, latticeField } from '../../noise.ts';
import { type Canvas, type Layer, blendOver, boxAround, toPixels } from '../canvas.ts';
import { spansOf } from '../outlines.ts';
import {
  type DrawKind,
  type Point,
  directionAt,
  drawAngle,
  drawEdge,
  drawPhysics,
  drawRange,
  toDegrees,
} from '../sketch.ts';
import { channelOf } from '../textures.ts';

/**
 * A hollow, or a bulge, of the surface: nothing of its material changes, but the wall that faces the light is brighter and the other
 * one darker. Shading of a height field under light that falls at a grazing angle (Lambert).
 */
export const drawDent: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const elongation = drawPhysics('dent', prior, 'elongation', random);
  const contrast = drawRange(prior, 'contrast', random, 'log');
  const edge = drawEdge(prior, size, random);
  const drawn = drawAngle(prior, random);
  const at = sketch.place(random);
  const angle = directionAt('dent', prior, { sketch, at, angle: drawn }, random);
  const { form = 'hollow' } = prior;
  const isRaised = form === 'raised' || (form === 'both' && random.chance(0.5));
  const bowl = { at, angle, half: size / 2, elongation, uneven: drawLattice(3, 3, random) };
  const { light } = sketch;
  return {
    at,
    values: { size, elongation, angle: toDegrees(angle), contrast, edge, form: isRaised ? 'raised' : 'hollow' },
    paint(canvas) {
      const layer = depthOf(bowl, edge, canvas);
      const shade = shadeOf(layer, isRaised ? { x: -light.x, y: -light.y } : light);
      const fill = new Float32Array(layer.alpha.length * 3);
      for (let c = 0; c < 3; c++)
        channelOf(canvas, layer, c).forEach((value, i) => (fill[i * 3 + c] = value + contrast * shade[i]!));
      blendOver(canvas, { ...layer, alpha: shade.map((value) => (value === 0 ? 0 : 1)) }, fill);
    },
  };
};

interface Bowl {
  at: Point;
  angle: number;
  /** Half of the longer axis, px at 256. */
  half: number;
  elongation: number;
  /** How far its border lies from an ellipse's. */
  uneven: Lattice;
}

/** Share of its half axis that a bowl's border wanders by at most. */
const wander = 0.2;

/** The depth of a bowl, 0–1, as a layer's alpha: deepest in the middle, flat there and at its rim. */
function depthOf({ at, angle, half, elongation, uneven }: Bowl, edge: number, canvas: Canvas): Layer {
  const { scale } = canvas;
  const centre = toPixels(canvas, at);
  const [long, short] = [Math.max(half * scale, 1), Math.max((half * scale) / elongation, 1)];
  const reach = long + 3 * edge * scale + 2;
  const layer = boxAround(canvas, centre, reach, reach);
  const noise = latticeField(uneven, ...spansOf(layer));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let i = 0; i < layer.alpha.length; i++) {
    const dx = (i % layer.width) + layer.left - centre.x;
    const dy = Math.floor(i / layer.width) + layer.top - centre.y;
    const radius = Math.hypot((dx * cos + dy * sin) / long, (-dx * sin + dy * cos) / short);
    const within = Math.max(1 - (radius * (1 + wander * Math.abs(noise[i]!))) ** 2, 0);
    layer.alpha[i] = within * within;
  }
  layer.alpha = gaussianBlur(layer.alpha, layer.width, layer.height, edge * scale);
  return layer;
}

/** Light on the walls of a hollow, −1 to 1: brightest where its depth grows most towards the light. */
function shadeOf({ alpha: depth, width, height }: Layer, light: Point): Float32Array {
  const shade = new Float32Array(depth.length);
  let most = 0;
  for (let y = 1; y + 1 < height; y++) {
    for (let x = 1; x + 1 < width; x++) {
      const i = y * width + x;
      shade[i] = (depth[i + 1]! - depth[i - 1]!) * light.x + (depth[i + width]! - depth[i - width]!) * light.y;
      most = Math.max(most, Math.abs(shade[i]!));
    }
  }
  return most > 0 ? shade.map((value) => value / most) : shade;
}
