import { type DrawKind, drawAngle, drawEdge, drawShift, drawValue, lineWidth, shiftBy } from '../canvas.ts';
import { randomWalk, stroke } from '../masks.ts';

/** A thread or hair lying on the part: thin, smoothly curved, of even width. */
export const drawFibre: DrawKind = (canvas, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const angle = drawAngle(prior, random);
  const width = lineWidth(random.logUniform(1, 2.5), size) * canvas.scale;
  const edge = drawEdge(prior, size, random) * canvas.scale;
  const opacity = drawValue(prior.opacity, random);
  const shift = drawShift(canvas, prior, random);
  const curl = random.uniform(-0.35, 0.35);
  const points = randomWalk(canvas.place(random), size * canvas.scale, angle, 0.12, random);
  const turned = points.map((point, i) => {
    const bend = (curl * (i - points.length / 2) ** 2) / points.length;
    return { x: point.x - Math.sin(angle) * bend * width * 3, y: point.y + Math.cos(angle) * bend * width * 3 };
  });
  const layer = stroke(
    canvas.image,
    turned,
    turned.map(() => width),
    edge,
  );
  shiftBy(canvas.image, layer, shift, opacity);
  return { size, angle: (-angle * 180) / Math.PI, width: width / canvas.scale, contrast: shift[0], edge, opacity };
};
