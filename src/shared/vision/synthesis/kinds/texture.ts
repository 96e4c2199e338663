import { type DrawKind, blendOver, drawAngle, drawEdge, drawValue } from '../canvas.ts';
import { blob, noisePatch } from '../masks.ts';
import { jitter, proceduralTexture, turnedPiece } from '../textures.ts';

/** A ragged patch of another texture: of another part, turned and changed, or procedural. */
export const drawTexture: DrawKind = (canvas, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const edge = drawEdge(prior, size, random) * canvas.scale;
  const opacity = drawValue(prior.opacity, random);
  const half = (size / 2) * canvas.scale;
  const centre = canvas.place(random);
  const layer = random.chance(0.6)
    ? noisePatch(canvas.image, centre, Math.max(half * 1.4, 2), random, edge)
    : blob(canvas.image, centre, half, drawAngle(prior, random), random, edge);
  const own = random.chance(0.5);
  if (own) {
    const piece = turnedPiece(
      random.pick(canvas.donors),
      layer,
      random,
      random.chance(0.6),
      random.logUniform(0.6, 2.5),
    );
    blendOver(canvas.image, layer, jitter(piece, layer, random.next(), canvas.isGrey, random), opacity);
  } else {
    const amplitude = drawValue(prior.contrast, random, 'log') * 0.5;
    blendOver(canvas.image, layer, proceduralTexture(canvas, layer, amplitude, random), opacity);
  }
  return { size, edge, opacity, source: own ? 'part' : 'procedural' };
};
