import { gainBy, shiftBy } from '../canvas.ts';
import { blob } from '../outlines.ts';
import { type DrawKind, contrastOf, drawAngle, drawShift, drawRange, scaled } from '../sketch.ts';

/** A soft patch of other brightness, by shift or by gain; a quarter of them with a darker rim. */
export const drawStain: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const softness = drawRange(prior, 'edge', random, prior.edge[0] > 0 ? 'log' : 'even');
  const edge = Math.min(softness, 1.4 * size);
  const opacity = drawRange(prior, 'opacity', random);
  const angle = drawAngle(prior, random);
  const at = sketch.place(random);
  const outline = blob(at, size / 2, angle, random, edge);
  const shift = drawShift('stain', sketch, prior, random);
  const hasRim = random.chance(0.25);
  const isShift = random.chance(0.5);
  return {
    at,
    values: { size, contrast: contrastOf(shift), edge, opacity },
    paint(canvas) {
      const layer = outline(canvas);
      if (hasRim) {
        const rim = { ...layer, alpha: layer.alpha.map((alpha) => 4 * alpha * (1 - alpha)) };
        shiftBy(canvas, rim, scaled(shift, -0.6 * Math.sign(shift[0])));
      }
      if (isShift) shiftBy(canvas, layer, shift, opacity);
      else gainBy(canvas, layer, Math.min(Math.max(1 + contrastOf(shift) / 110, 0.25), 2), opacity);
    },
  };
};
