import type { Random } from '../../random.ts';
import { blendOver } from '../canvas.ts';
import { blob, box } from '../outlines.ts';
import { type DrawKind, type Point, type Sketch, drawAngle, drawEdge, drawValue } from '../sketch.ts';

/** Material that is not there: a chip at the part's border filled with what lies beyond it, or with a flat tone. */
export const drawMissing: DrawKind = (sketch, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const edge = drawEdge(prior, size, random);
  const opacity = Math.max(drawValue(prior.opacity, random), 0.6);
  const angle = drawAngle(prior, random);
  const at = nearBorder(sketch.place(random), sketch, random);
  const shape = random.chance(0.7) ? blob : box;
  const outline = shape(at, size / 2, angle, random, edge);
  const tone = toneBeyond(sketch, random);
  const grain = random.uniform(0, 6);
  return {
    at,
    values: { size, edge, opacity },
    paint(canvas, pixels) {
      const layer = outline(canvas);
      const fill = new Float32Array(layer.alpha.length * 3);
      for (let i = 0; i < layer.alpha.length; i++) {
        const noise = pixels.normal(0, grain);
        for (let c = 0; c < 3; c++) fill[i * 3 + c] = tone[c]! + noise;
      }
      blendOver(canvas, layer, fill, opacity);
    },
  };
};

/** Walks from a place on the part in one direction to the part's border, or the picture's. */
function nearBorder(from: Point, { width, height, isOnPart }: Sketch, random: Random): Point {
  const direction = random.uniform(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(direction), Math.sin(direction)];
  let place = from;
  for (;;) {
    const next = { x: place.x + dx, y: place.y + dy };
    const isInside = next.x >= 0 && next.y >= 0 && next.x < width && next.y < height;
    if (!isInside || !isOnPart(next)) return place;
    place = next;
  }
}

/** A colour of the background where there is one; else a tone that the part hardly has. */
function toneBeyond(sketch: Sketch, random: Random): number[] {
  for (let attempt = 0; attempt < 40; attempt++) {
    const place = { x: random.uniform(0, sketch.width), y: random.uniform(0, sketch.height) };
    if (!sketch.isOnPart(place)) return sketch.colourAt(place);
  }
  const level = random.uniform(0, 255);
  return sketch.isGrey ? [level, level, level] : [0, 1, 2].map(() => random.uniform(0, 255));
}
