import { type DrawKind, drawAngle, drawShift, drawValue, gainBy, shiftBy } from '../canvas.ts';
import { blob } from '../masks.ts';

/** A soft patch of other brightness, by shift or by gain; a quarter of them with a darker rim. */
export const drawStain: DrawKind = (canvas, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const softness = drawValue(prior.edge, random, prior.edge[0] > 0 ? 'log' : 'even');
  const edge = Math.min(softness, 1.4 * size) * canvas.scale;
  const opacity = drawValue(prior.opacity, random);
  const angle = drawAngle(prior, random);
  const layer = blob(canvas.image, canvas.place(random), (size / 2) * canvas.scale, angle, random, edge);
  const shift = drawShift(canvas, prior, random);
  if (random.chance(0.25)) {
    const rim = { ...layer, alpha: layer.alpha.map((alpha) => 4 * alpha * (1 - alpha)) };
    shiftBy(canvas.image, rim, shift.map((value) => -Math.abs(value) * 0.6) as [number, number, number]);
  }
  if (random.chance(0.5)) shiftBy(canvas.image, layer, shift, opacity);
  else gainBy(canvas.image, layer, Math.min(Math.max(1 + shift[0] / 110, 0.25), 2), opacity);
  return { size, contrast: shift[0], edge, opacity };
};
