import { shiftBy } from '../canvas.ts';
import { blob } from '../outlines.ts';
import { type DrawKind, contrastOf, drawAngle, drawEdge, drawShift, drawRange, scaled } from '../sketch.ts';

/** A small hole: a dark or bright dot, half of them with a lit rim on one side. */
export const drawPit: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const edge = drawEdge(prior, size, random);
  const radius = size / 2;
  const angle = drawAngle(prior, random);
  const at = sketch.place(random);
  const dot = blob(at, radius, angle, random, edge);
  const shift = drawShift('pit', sketch, prior, random);
  const lit = { x: at.x + Math.cos(angle) * radius * 0.6, y: at.y + Math.sin(angle) * radius * 0.6 };
  const rim = random.chance(0.5) ? blob(lit, radius, angle, random, Math.max(edge, 0.5)) : null;
  return {
    at,
    values: { size, contrast: contrastOf(shift), edge },
    paint(canvas) {
      if (rim) shiftBy(canvas, rim(canvas), scaled(shift, -0.5));
      shiftBy(canvas, dot(canvas), shift);
    },
  };
};
