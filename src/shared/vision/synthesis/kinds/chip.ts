import { blendOver, shiftBy } from '../canvas.ts';
import { ellipse } from '../outlines.ts';
import { nearBorder, toneBeyond } from '../places.ts';
import { type DrawKind, drawAngle, drawEdge, drawPhysics, drawRange } from '../sketch.ts';

/** Share of a chip's size that its broken face is wide. */
const faceShare = 0.3;

/** A piece broken off the part's border: what lies beyond shows, and round it a broken face that light falls on or not. */
export const drawChip: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const elongation = drawPhysics('chip', prior, 'elongation', random);
  const contrast = drawRange(prior, 'contrast', random, 'log');
  const relief = drawPhysics('chip', prior, 'relief', random);
  const edge = drawEdge(prior, size, random);
  const opacity = Math.max(drawRange(prior, 'opacity', random), 0.7);
  const angle = drawAngle(prior, random);
  const inside = sketch.place(random);
  const at = nearBorder(inside, sketch, random);
  const outline = ellipse({ at, size: size * (1 - faceShare), elongation, angle, edge }, random);
  const tone = toneBeyond(sketch, random);
  const grain = random.uniform(0, 5);
  const towards = Math.hypot(inside.x - at.x, inside.y - at.y) || 1;
  // the face looks out of the part: light from outside falls on it
  const lit = -((inside.x - at.x) * sketch.light.x + (inside.y - at.y) * sketch.light.y) / towards;
  const shift = contrast * (relief * lit - (1 - relief) * 0.5);
  const face = ellipse({ at, size, elongation, angle, edge: Math.max(edge, 0.4) }, random);
  return {
    at,
    values: { size, elongation, contrast: shift, edge, opacity, relief },
    paint(canvas, pixels) {
      shiftBy(canvas, face(canvas), [shift, shift, shift]);
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
