import { type DrawKind, drawAngle, drawEdge, drawShift, drawValue, shiftBy } from '../canvas.ts';
import { blob } from '../masks.ts';

/** A small hole: a dark or bright dot, half of them with a lit rim on one side. */
export const drawPit: DrawKind = (canvas, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const edge = drawEdge(prior, size, random) * canvas.scale;
  const radius = Math.max((size / 2) * canvas.scale, 0.7);
  const angle = drawAngle(prior, random);
  const centre = canvas.place(random);
  const layer = blob(canvas.image, centre, radius, angle, random, edge);
  const shift = drawShift(canvas, prior, random).map((value) => value * 1.2) as [number, number, number];
  if (random.chance(0.5)) {
    const lit = { x: centre.x + Math.cos(angle) * radius * 0.6, y: centre.y + Math.sin(angle) * radius * 0.6 };
    const rim = blob(canvas.image, lit, radius, angle, random, Math.max(edge, 0.5));
    shiftBy(canvas.image, rim, shift.map((value) => -value * 0.5) as [number, number, number]);
  }
  shiftBy(canvas.image, layer, shift);
  return { size, contrast: shift[0], edge };
};
