import { blendOver, shiftBy } from '../canvas.ts';
import { randomWalk, stroke } from '../outlines.ts';
import {
  type DrawKind,
  contrastOf,
  drawAngle,
  drawEdge,
  drawShift,
  drawValue,
  lineWidth,
  toDegrees,
} from '../sketch.ts';
import { proceduralTexture } from '../textures.ts';

/** A thin line of nearly constant direction; a quarter of them carry a texture instead of a shift. */
export const drawScratch: DrawKind = (sketch, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const angle = drawAngle(prior, random);
  const width = lineWidth(random.logUniform(1, 5), size);
  const edge = drawEdge(prior, size, random);
  const opacity = drawValue(prior.opacity, random);
  const at = sketch.place(random);
  const points = randomWalk(at, size, angle, random.uniform(0.02, 0.3), random);
  const taper = random.chance(0.6);
  const widths = points.map((_, i) =>
    taper ? width * Math.sin((Math.PI * (i + 1)) / (points.length + 1)) + 0.4 : width,
  );
  const outline = stroke(points, widths, edge);
  const shift = drawShift(sketch, prior, random);
  const texture = random.chance(0.75) ? null : proceduralTexture(sketch, Math.abs(contrastOf(shift)), random);
  return {
    at,
    values: { size, angle: toDegrees(angle), width, contrast: contrastOf(shift), edge, opacity: texture ? opacity : 1 },
    paint(canvas, pixels) {
      const layer = outline(canvas);
      if (texture) blendOver(canvas, layer, texture(layer, canvas.scale, pixels), opacity);
      else shiftBy(canvas, layer, shift);
    },
  };
};
