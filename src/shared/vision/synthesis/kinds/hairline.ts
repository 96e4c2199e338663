import type { Prior } from '../../../domain/priors.ts';
import type { Random } from '../../random.ts';
import { shiftBy } from '../canvas.ts';
import { type FineLine, fineLines } from '../fineLines.ts';
import { nearBorder } from '../places.ts';
import {
  type DrawKind,
  type Point,
  type Sketch,
  contrastOf,
  directionAt,
  drawAngle,
  drawEdge,
  drawPhysics,
  drawRange,
  drawShift,
  lineWidth,
  scaled,
  toDegrees,
} from '../sketch.ts';

/** Length of one step of a crack, px at 256, and the most steps. */
const step = 2.5;
const mostSteps = 80;
/** Share of a crack's deviation from its own direction that each step takes back: it wanders, but gets somewhere. */
const steadiness = 0.1;

/**
 * A crack as it opens in brittle or ground material: thin, often narrower than a pixel, wandering round one direction, in places
 * nearly closed, and branching. Half of them begin at the part's border, as most real ones do.
 */
export const drawHairline: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const width = lineWidth(drawPhysics('hairline', prior, 'width', random), size);
  const turn = drawPhysics('hairline', prior, 'curvature', random);
  const branches = Math.round(drawPhysics('hairline', prior, 'branches', random));
  const relief = drawPhysics('hairline', prior, 'relief', random);
  const edge = drawEdge(prior, size, random);
  const shift = drawShift('hairline', sketch, { ...prior, sign: prior.sign ?? 'darker' }, random);
  const { at, angle, isFromBorder } = drawStart(sketch, prior, random);
  const path = drawPath({ at, length: size, angle, turn, isCentred: !isFromBorder }, random);
  const lines = [lineAlong(path, width, isFromBorder, random)];
  for (let i = 0; i < branches; i++) {
    const from = path[random.integer(Math.floor(path.length * 0.15), Math.floor(path.length * 0.85))]!;
    const aside = angle + random.uniform(0.35, 1.1) * (random.chance(0.5) ? 1 : -1);
    const branch = { at: from, length: size * random.uniform(0.15, 0.45), angle: aside, turn, isCentred: false };
    lines.push(lineAlong(drawPath(branch, random), width * 0.65, true, random));
  }
  const outline = fineLines(lines, edge);
  const lit =
    relief > 0
      ? fineLines(
          lines.map((line) => farSide(line, width, sketch.light)),
          edge,
        )
      : null;
  return {
    at,
    values: {
      ...{ size, angle: toDegrees(angle), width, contrast: contrastOf(shift), edge, branches, relief },
      start: isFromBorder ? 'border' : 'part',
    },
    paint(canvas) {
      if (lit) shiftBy(canvas, lit(canvas), scaled(shift, -relief));
      shiftBy(canvas, outline(canvas), shift);
    },
  };
};

/** Where a crack begins and which way it runs: into the part where it begins at its border. */
function drawStart(sketch: Sketch, prior: Prior, random: Random): { at: Point; angle: number; isFromBorder: boolean } {
  const { start = 'both' } = prior;
  const drawn = drawAngle(prior, random);
  const inside = sketch.place(random);
  const isFromBorder = start === 'border' || (start === 'both' && random.chance(0.5));
  const at = isFromBorder ? nearBorder(inside, sketch, random) : inside;
  const angle = directionAt('hairline', prior, { sketch, at: inside, angle: drawn }, random);
  const inwards = (inside.x - at.x) * Math.cos(angle) + (inside.y - at.y) * Math.sin(angle);
  return { at, angle: inwards < 0 ? angle + Math.PI : angle, isFromBorder };
}

interface Path {
  at: Point;
  /** Distance from the first point to the one farthest from it, px at 256. */
  length: number;
  angle: number;
  /** Deviation of the direction's change from step to step, radians. */
  turn: number;
  /** Its middle lies at `at`; else its beginning. */
  isCentred: boolean;
}

function drawPath({ at, length, angle, turn, isCentred }: Path, random: Random): Point[] {
  const steps = Math.max(3, Math.min(mostSteps, Math.round(length / step)));
  const bend = random.normal(0, turn) / steps; // over its whole length it also curves one way
  const points: Point[] = [{ x: 0, y: 0 }];
  let [x, y, off, bent] = [0, 0, 0, 0];
  for (let i = 0; i < steps; i++) {
    off += random.normal(0, turn) - steadiness * off;
    bent += bend;
    x += Math.cos(angle + off + bent);
    y += Math.sin(angle + off + bent);
    points.push({ x, y });
  }
  const scale = length / Math.max(...points.map((point) => Math.hypot(point.x, point.y)));
  const origin = isCentred ? points[points.length >> 1]! : points[0]!;
  return points.map((point) => ({ x: at.x + (point.x - origin.x) * scale, y: at.y + (point.y - origin.y) * scale }));
}

/** Thins out towards its ends, or from its wide beginning to its end, and is nearly closed in places. */
function lineAlong(path: readonly Point[], width: number, isWideAtStart: boolean, random: Random): FineLine {
  const last = path.length - 1;
  const taper = (i: number): number => (isWideAtStart ? 1 - i / last : Math.sin((Math.PI * i) / last));
  const widths = path.map((_, i) => width * (0.45 + 0.55 * taper(i)) * Math.exp(random.normal(0, 0.15)));
  let openness = random.uniform(0.5, 1);
  const strengths = path.map(() => {
    openness = Math.min(Math.max(openness + random.normal(0, 0.12), 0.35), 1);
    return openness;
  });
  return { path, widths, strengths };
}

/** The wall of a gap that light falls on: the one that lies farther from it. */
function farSide({ path, widths, strengths }: FineLine, width: number, light: Point): FineLine {
  const by = 0.5 * width + 0.5;
  return { path: path.map(({ x, y }) => ({ x: x - light.x * by, y: y - light.y * by })), widths, strengths };
}
