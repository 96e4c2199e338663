import { type DrawKind, type Point, blendOver, drawAngle, drawEdge, drawValue } from '../canvas.ts';
import { blob, box } from '../masks.ts';

/** Material that is not there: a chip at the part's border filled with what lies beyond it, or with a flat tone. */
export const drawMissing: DrawKind = (canvas, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const edge = drawEdge(prior, size, random) * canvas.scale;
  const opacity = drawValue(prior.opacity, random);
  const angle = drawAngle(prior, random);
  const half = (size / 2) * canvas.scale;
  const centre = nearBorder(canvas.place(random), canvas.foreground, random);
  const shape = random.chance(0.7) ? blob : box;
  const layer = shape(canvas.image, centre, half, angle, random, edge);
  const tone = toneBeyond(canvas.image, canvas.foreground, canvas.isGrey, random);
  const grain = random.uniform(0, 6);
  const fill = new Float32Array(layer.alpha.length * 3);
  for (let i = 0; i < layer.alpha.length; i++) {
    const noise = random.normal(0, grain);
    for (let c = 0; c < 3; c++) fill[i * 3 + c] = tone[c]! + noise;
  }
  blendOver(canvas.image, layer, fill, Math.max(opacity, 0.6));
  return { size, edge, opacity };
};

/** Walks from a place on the part in one direction to the part's border, or the picture's. */
function nearBorder(
  from: Point,
  foreground: { width: number; height: number; data: Uint8Array },
  random: { uniform(low: number, high: number): number },
): Point {
  const direction = random.uniform(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(direction), Math.sin(direction)];
  let { x, y } = from;
  for (;;) {
    const nextX = x + dx;
    const nextY = y + dy;
    const inside = nextX >= 0 && nextY >= 0 && nextX <= foreground.width - 1 && nextY <= foreground.height - 1;
    if (!inside || !foreground.data[Math.round(nextY) * foreground.width + Math.round(nextX)]) return { x, y };
    x = nextX;
    y = nextY;
  }
}

/** A pixel of the background where there is one; else a tone that the part hardly has. */
function toneBeyond(
  image: { data: Uint8Array },
  foreground: { data: Uint8Array },
  isGrey: boolean,
  random: { integer(low: number, high: number): number; uniform(low: number, high: number): number },
): number[] {
  for (let attempt = 0; attempt < 40; attempt++) {
    const i = random.integer(0, foreground.data.length - 1);
    if (!foreground.data[i]) return [0, 1, 2].map((c) => image.data[i * 3 + c]!);
  }
  const level = random.uniform(0, 255);
  return isGrey ? [level, level, level] : [0, 1, 2].map(() => random.uniform(0, 255));
}
