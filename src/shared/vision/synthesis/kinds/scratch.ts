import { type DrawKind, blendOver, drawAngle, drawEdge, drawShift, drawValue, lineWidth, shiftBy } from '../canvas.ts';
import { randomWalk, stroke } from '../masks.ts';
import { proceduralTexture } from '../textures.ts';

/** A thin line of nearly constant direction; a quarter of them carry a texture instead of a shift. */
export const drawScratch: DrawKind = (canvas, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const angle = drawAngle(prior, random);
  const width = lineWidth(random.logUniform(1, 5), size) * canvas.scale;
  const edge = drawEdge(prior, size, random) * canvas.scale;
  const opacity = drawValue(prior.opacity, random);
  const points = randomWalk(canvas.place(random), size * canvas.scale, angle, random.uniform(0.02, 0.3), random);
  const taper = random.chance(0.6);
  const widths = points.map((_, i) =>
    taper ? width * Math.sin((Math.PI * (i + 1)) / (points.length + 1)) + 0.4 : width,
  );
  const layer = stroke(canvas.image, points, widths, edge);
  const shift = drawShift(canvas, prior, random);
  if (random.chance(0.75)) shiftBy(canvas.image, layer, shift);
  else blendOver(canvas.image, layer, proceduralTexture(canvas, layer, Math.abs(shift[0]), random), opacity);
  return { size, angle: (-angle * 180) / Math.PI, width: width / canvas.scale, contrast: shift[0], edge, opacity };
};
