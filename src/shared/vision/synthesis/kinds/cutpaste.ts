import { gaussianBlur } from '../../filters.ts';
import { type Canvas, type Layer, blendOver } from '../canvas.ts';
import { blob, box } from '../outlines.ts';
import { type DrawKind, drawAngle, drawEdge, drawRange } from '../sketch.ts';
import { byChannel, channelOf, jitter, seamless, turnedPiece } from '../textures.ts';

/**
 * A piece of a part put in another place (Li et al. 2021, CutPaste). A third of them keep the light of the place and
 * bring only the piece's detail, in the way of Schlüter et al. 2022 (NSA), with a Gaussian high-pass for their Poisson
 * blend.
 */
export const drawCutpaste: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const edge = drawEdge(prior, size, random);
  const opacity = Math.max(drawRange(prior, 'opacity', random), 0.5);
  const at = sketch.place(random);
  const shape = random.chance(0.5) ? box : blob;
  const detailOnly = random.chance(0.35);
  const softness = detailOnly ? random.uniform(1, 5) : edge;
  const outline = shape(at, size / 2, drawAngle(prior, random), random, softness);
  const donor = random.chance(0.6) ? random.integer(0, sketch.donorCount - 1) : null;
  const piece = turnedPiece(random.chance(0.6), random.logUniform(0.7, 1.6), random);
  const reach = detailOnly ? random.logUniform(3, 25) : 0;
  const change = !detailOnly && random.chance(0.5) ? jitter(random.next(), sketch.isGrey, random) : null;
  const put: Put = prior.blend === 'poisson' ? seamless : (_canvas, _layer, pasted) => pasted;
  return {
    at,
    values: { size, edge: softness, opacity: detailOnly ? 1 : opacity, blend: detailOnly ? 'detail' : 'paste' },
    paint(canvas) {
      const layer = outline(canvas);
      const pasted = piece(donor === null ? canvas.image : canvas.donors[donor]!, layer);
      if (detailOnly) blendOver(canvas, layer, withLightOf(canvas, layer, pasted, reach * canvas.scale));
      else blendOver(canvas, layer, put(canvas, layer, change ? change(pasted, layer) : pasted), opacity);
    },
  };
};

type Put = typeof seamless;

/** Low frequencies of the picture plus high frequencies of the piece, over the layer's box. @param sigma px */
function withLightOf(canvas: Canvas, layer: Layer, piece: Float32Array, sigma: number): Float32Array {
  const { width, height, alpha } = layer;
  const planesOf = (c: number): Float32Array[] => {
    const below = channelOf(canvas, layer, c);
    // Outside the alpha there is no piece; the picture stands in, so that the blur has no dark border.
    return [below, below.map((value, i) => (alpha[i]! > 0 ? piece[i * 3 + c]! : value))];
  };
  return byChannel(planesOf, (below, detail) => {
    const low = gaussianBlur(below!, width, height, sigma);
    const lowOfPiece = gaussianBlur(detail!, width, height, sigma);
    return detail!.map((value, i) => low[i]! + value - lowOfPiece[i]!);
  });
}
