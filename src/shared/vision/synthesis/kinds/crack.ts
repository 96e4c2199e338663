import { type DrawKind, type Point, drawAngle, drawEdge, drawShift, drawValue, lineWidth, shiftBy } from '../canvas.ts';
import { randomWalk, stroke } from '../masks.ts';

/** A jagged line that turns often, thins out and may branch once or twice; always darker. */
export const drawCrack: DrawKind = (canvas, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const angle = drawAngle(prior, random);
  const width = lineWidth(random.logUniform(0.8, 3.5), size) * canvas.scale;
  const edge = drawEdge(prior, size, random) * canvas.scale;
  const shift = drawShift(canvas, prior, random).map((value) => -Math.abs(value)) as [number, number, number];
  const trunk = randomWalk(canvas.place(random), size * canvas.scale, angle, random.uniform(0.3, 0.8), random);
  const draw = (points: Point[], thickness: number): void => {
    const widths = points.map((_, i) => Math.max(thickness * (1 - i / points.length), 0.6));
    shiftBy(canvas.image, stroke(canvas.image, points, widths, edge), shift);
  };
  draw(trunk, width);
  const branches = random.integer(0, 2);
  for (let i = 0; i < branches; i++) {
    const turned = angle + random.uniform(0.4, 1.1) * (random.chance(0.5) ? 1 : -1);
    const branch = randomWalk(random.pick(trunk), size * canvas.scale * random.uniform(0.2, 0.5), turned, 0.6, random);
    draw(branch, width * 0.7);
  }
  return { size, angle: (-angle * 180) / Math.PI, width: width / canvas.scale, contrast: shift[0], branches };
};
