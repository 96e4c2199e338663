import { gaussianBlur } from '../../filters.ts';
import type { Raster } from '../../raster.ts';
import { type Canvas, type DrawKind, type Layer, blendOver, drawAngle, drawEdge, drawValue } from '../canvas.ts';
import { blob, box } from '../masks.ts';
import { jitter, turnedPiece } from '../textures.ts';

/**
 * A piece of a part put in another place (Li et al. 2021, CutPaste). A third of them keep the light of the place and
 * bring only the piece's detail, in the way of Schlüter et al. 2022 (NSA), with a Gaussian high-pass for their Poisson
 * blend.
 */
export const drawCutpaste: DrawKind = (canvas, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const edge = drawEdge(prior, size, random) * canvas.scale;
  const opacity = drawValue(prior.opacity, random);
  const centre = canvas.place(random);
  const shape = random.chance(0.5) ? box : blob;
  const detailOnly = random.chance(0.35);
  const softness = detailOnly ? random.uniform(1, 5) * canvas.scale : edge;
  const layer = shape(canvas.image, centre, (size / 2) * canvas.scale, drawAngle(prior, random), random, softness);
  const source = random.chance(0.6) ? random.pick(canvas.donors) : canvas.image;
  const piece = turnedPiece(source, layer, random, random.chance(0.6), random.logUniform(0.7, 1.6));
  if (detailOnly)
    blendOver(canvas.image, layer, withLightOf(canvas, layer, piece, random.logUniform(3, 25) * canvas.scale));
  else {
    const changed = random.chance(0.5) ? jitter(piece, layer, random.next(), canvas.isGrey, random) : piece;
    blendOver(canvas.image, layer, changed, Math.max(opacity, 0.5));
  }
  return { size, edge: softness, opacity, blend: detailOnly ? 'detail' : 'paste' };
};

/** Low frequencies of the picture plus high frequencies of the piece, over the layer's box. */
function withLightOf(canvas: Canvas, layer: Layer, piece: Float32Array, sigma: number): Float32Array {
  const result = new Float32Array(piece.length);
  const { width, height } = layer;
  for (let c = 0; c < 3; c++) {
    const below = Float32Array.from(layer.alpha, (_, i) => pixelUnder(canvas.image, layer, i, c));
    // Outside the alpha there is no piece; the picture stands in, so that the blur has no dark border.
    const detail = Float32Array.from(layer.alpha, (alpha, i) => (alpha > 0 ? piece[i * 3 + c]! : below[i]!));
    const low = gaussianBlur(below, width, height, sigma);
    const lowOfPiece = gaussianBlur(detail, width, height, sigma);
    for (let i = 0; i < detail.length; i++) result[i * 3 + c] = low[i]! + detail[i]! - lowOfPiece[i]!;
  }
  return result;
}

function pixelUnder(image: Raster, layer: Layer, index: number, channel: number): number {
  const x = (index % layer.width) + layer.left;
  const y = Math.floor(index / layer.width) + layer.top;
  return image.data[(y * image.width + x) * 3 + channel]!;
}
