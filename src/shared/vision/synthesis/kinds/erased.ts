import { runningBlur } from '../../filters.ts';
import { type Canvas, type Layer, blendOver } from '../canvas.ts';
import { membrane } from '../membrane.ts';
import { ellipse } from '../outlines.ts';
import { busiestPlace } from '../places.ts';
import { type DrawKind, drawAngle, drawEdge, drawPhysics, drawRange } from '../sketch.ts';
import { byChannel, channelOf, insideOf } from '../textures.ts';

/** Finer than this is a surface's texture, px at 256. */
const texture = 2.5;

/**
 * A feature that is not there: a bore not drilled, a print or a thread missing. Of several places the one with most to see is filled from
 * what surrounds it, with the texture of the part beside it.
 */
export const drawErased: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const elongation = drawPhysics('erased', prior, 'elongation', random);
  const detail = drawPhysics('erased', prior, 'detail', random);
  const edge = drawEdge(prior, size, random);
  const angle = drawAngle(prior, random);
  const at = busiestPlace(sketch, random);
  const outline = ellipse({ at, size, elongation, angle, edge }, random);
  const aside = random.uniform(-Math.PI, Math.PI);
  const from = { x: Math.cos(aside) * size, y: Math.sin(aside) * size };
  return {
    at,
    values: { size, elongation, detail, edge },
    paint(canvas) {
      const layer = outline(canvas);
      blendOver(canvas, layer, filled(canvas, layer, { from, detail }));
    },
  };
};

interface Texture {
  /** Where it is taken from, relative to where it goes, px at 256. */
  from: { x: number; y: number };
  /** How strong it is: 1 as there. */
  detail: number;
}

function filled(canvas: Canvas, layer: Layer, { from, detail }: Texture): Float32Array {
  const { width, height } = layer;
  const inside = insideOf(layer);
  const beside = shiftedBox(canvas, layer, from);
  const planesOf = (c: number): Float32Array[] => [channelOf(canvas, layer, c), channelOf(canvas, beside, c)];
  return byChannel(planesOf, (own, other) => {
    const smooth = membrane(own!, inside, width, height);
    const low = runningBlur(other!, width, height, texture * canvas.scale);
    return smooth.map((value, i) => value + detail * (other![i]! - low[i]!));
  });
}

/** The same box elsewhere, as far as the picture reaches. */
function shiftedBox({ image, scale }: Canvas, layer: Layer, { x, y }: { x: number; y: number }): Layer {
  const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  const left = within(layer.left + Math.round(x * scale), image.width - layer.width);
  return { ...layer, left, top: within(layer.top + Math.round(y * scale), image.height - layer.height) };
}
