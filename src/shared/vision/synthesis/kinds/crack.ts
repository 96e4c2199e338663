import { shiftBy } from '../canvas.ts';
import { type Outline, randomWalk, stroke } from '../outlines.ts';
import {
  type DrawKind,
  type Point,
  contrastOf,
  directionAt,
  drawAngle,
  drawEdge,
  drawPhysics,
  drawShift,
  drawRange,
  lineWidth,
  scaled,
  toDegrees,
} from '../sketch.ts';

/** A jagged line that turns often, thins out and may branch once or twice; always darker. */
export const drawCrack: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const drawnAngle = drawAngle(prior, random);
  const width = lineWidth(drawPhysics('crack', prior, 'width', random), size);
  const edge = drawEdge(prior, size, random);
  const drawn = drawShift('crack', sketch, prior, random);
  const shift = scaled(drawn, -Math.sign(drawn[0]));
  const at = sketch.place(random);
  const angle = directionAt('crack', prior, { sketch, at, angle: drawnAngle }, random);
  const trunk = randomWalk(at, size, angle, drawPhysics('crack', prior, 'curvature', random), random);
  const line = (points: readonly Point[], thickness: number): Outline =>
    stroke(
      points,
      points.map((_, i) => Math.max(thickness * (1 - i / points.length), 0.6)),
      edge,
    );
  const lines = [line(trunk, width)];
  const branches = random.integer(0, 2);
  for (let i = 0; i < branches; i++) {
    const turned = angle + random.uniform(0.4, 1.1) * (random.chance(0.5) ? 1 : -1);
    lines.push(line(randomWalk(random.pick(trunk), size * random.uniform(0.2, 0.5), turned, 0.6, random), width * 0.7));
  }
  return {
    at,
    values: { size, angle: toDegrees(angle), width, contrast: contrastOf(shift), edge, branches },
    paint(canvas) {
      for (const outline of lines) shiftBy(canvas, outline(canvas), shift);
    },
  };
};
