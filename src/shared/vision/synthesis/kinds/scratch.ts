import { blendOver, shiftBy } from '../canvas.ts';
import { randomWalk, stroke } from '../outlines.ts';
import {
  type DrawKind,
  contrastOf,
  directionAt,
  drawAngle,
  drawEdge,
  drawPhysics,
  drawShift,
  drawRange,
  lineWidth,
  toDegrees,
} from '../sketch.ts';
import { proceduralTexture } from '../textures.ts';

/** A thin line of nearly constant direction; a quarter of them carry a texture instead of a shift. */
export const drawScratch: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const drawnAngle = drawAngle(prior, random);
  const width = lineWidth(drawPhysics('scratch', prior, 'width', random), size);
  const edge = drawEdge(prior, size, random);
  const opacity = drawRange(prior, 'opacity', random);
  const at = sketch.place(random);
  const angle = directionAt('scratch', prior, { sketch, at, angle: drawnAngle }, random);
  const points = randomWalk(at, size, angle, drawPhysics('scratch', prior, 'curvature', random), random);
  const taper = random.chance(0.6);
  const widths = points.map((_, i) =>
    taper ? width * Math.sin((Math.PI * (i + 1)) / (points.length + 1)) + 0.4 : width,
  );
  const outline = stroke(points, widths, edge);
  const shift = drawShift('scratch', sketch, prior, random);
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
