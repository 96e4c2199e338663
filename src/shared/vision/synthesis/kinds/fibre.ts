import { shiftBy } from '../canvas.ts';
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

/** A thread or hair lying on the part: thin, smoothly curved, of even width. */
export const drawFibre: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const drawnAngle = drawAngle(prior, random);
  const width = lineWidth(drawPhysics('fibre', prior, 'width', random), size);
  const edge = drawEdge(prior, size, random);
  const opacity = drawRange(prior, 'opacity', random);
  const shift = drawShift('fibre', sketch, prior, random);
  const curl = random.uniform(-0.35, 0.35);
  const at = sketch.place(random);
  const angle = directionAt('fibre', prior, { sketch, at, angle: drawnAngle }, random);
  const points = randomWalk(at, size, angle, 0.12, random);
  const turned = points.map((point, i) => {
    const bend = (curl * (i - points.length / 2) ** 2) / points.length;
    return { x: point.x - Math.sin(angle) * bend * width * 3, y: point.y + Math.cos(angle) * bend * width * 3 };
  });
  const outline = stroke(
    turned,
    turned.map(() => width),
    edge,
  );
  return {
    at,
    values: { size, angle: toDegrees(angle), width, contrast: contrastOf(shift), edge, opacity },
    paint: (canvas) => shiftBy(canvas, outline(canvas), shift, opacity),
  };
};
