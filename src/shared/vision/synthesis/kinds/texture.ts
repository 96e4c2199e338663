import { blendOver } from '../canvas.ts';
import { blob, noisePatch } from '../outlines.ts';
import { type DrawKind, drawAngle, drawEdge, drawRange } from '../sketch.ts';
import { jitter, proceduralTexture, seamless, turnedPiece } from '../textures.ts';

/** A ragged patch of another texture: of another part, turned and changed, or procedural. */
export const drawTexture: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const edge = drawEdge(prior, size, random);
  const opacity = drawRange(prior, 'opacity', random);
  const at = sketch.place(random);
  const outline = random.chance(0.6)
    ? noisePatch(at, Math.max((size / 2) * 1.4, 2), random, edge)
    : blob(at, size / 2, drawAngle(prior, random), random, edge);
  const isSeamless = prior.blend === 'poisson';
  if (random.chance(0.5)) {
    const donor = random.integer(0, sketch.donorCount - 1);
    const piece = turnedPiece(random.chance(0.6), random.logUniform(0.6, 2.5), random);
    const change = jitter(random.next(), sketch.isGrey, random);
    return {
      at,
      values: { size, edge, opacity, source: 'part' },
      paint(canvas) {
        const layer = outline(canvas);
        const lent = change(piece(canvas.donors[donor]!, layer), layer);
        blendOver(canvas, layer, isSeamless ? seamless(canvas, layer, lent) : lent, opacity);
      },
    };
  }
  const texture = proceduralTexture(sketch, drawRange(prior, 'contrast', random, 'log') * 0.5, random);
  return {
    at,
    values: { size, edge, opacity, source: 'procedural' },
    paint(canvas, pixels) {
      const layer = outline(canvas);
      const made = texture(layer, canvas.scale, pixels);
      blendOver(canvas, layer, isSeamless ? seamless(canvas, layer, made) : made, opacity);
    },
  };
};
