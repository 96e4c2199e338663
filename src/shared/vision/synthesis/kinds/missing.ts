import { blendOver } from '../canvas.ts';
import { blob, box } from '../outlines.ts';
import { nearBorder, toneBeyond } from '../places.ts';
import { type DrawKind, drawAngle, drawEdge, drawRange } from '../sketch.ts';

/** Material that is not there: a chip at the part's border filled with what lies beyond it, or with a flat tone. */
export const drawMissing: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const edge = drawEdge(prior, size, random);
  const opacity = Math.max(drawRange(prior, 'opacity', random), 0.6);
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
