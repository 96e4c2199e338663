import type { Raster } from '../../raster.ts';
import { blendOver } from '../canvas.ts';
import { ellipse } from '../outlines.ts';
import { type DrawKind, directionAt, drawAngle, drawEdge, drawPhysics, drawRange, toDegrees } from '../sketch.ts';
import { sampleInto } from '../textures.ts';

/** Most samples of one pixel's drag. */
const mostSamples = 48;

/** A place where the surface, a coat or a print is dragged in one direction: its texture is drawn out along it. */
export const drawSmear: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const elongation = drawPhysics('smear', prior, 'elongation', random);
  const reach = Math.min(drawPhysics('smear', prior, 'reach', random), size);
  const edge = drawEdge(prior, size, random);
  const opacity = drawRange(prior, 'opacity', random);
  const drawn = drawAngle(prior, random);
  const at = sketch.place(random);
  const angle = directionAt('smear', prior, { sketch, at, angle: drawn }, random);
  const outline = ellipse({ at, size, elongation, angle, edge }, random);
  return {
    at,
    values: { size, elongation, angle: toDegrees(angle), reach, edge, opacity },
    paint(canvas) {
      const layer = outline(canvas);
      const length = reach * canvas.scale;
      const samples = Math.max(3, Math.min(mostSamples, Math.ceil(length)));
      const [dx, dy] = [(Math.cos(angle) * length) / samples, (Math.sin(angle) * length) / samples];
      const dragged = new Float32Array(layer.alpha.length * 3);
      layer.alpha.forEach((alpha, i) => {
        if (alpha <= 0) return;
        const from = {
          x: (i % layer.width) + layer.left - (dx * (samples - 1)) / 2,
          y: Math.floor(i / layer.width) + layer.top - (dy * (samples - 1)) / 2,
        };
        averageAlong(canvas.image, from, { dx, dy, samples }, dragged, i * 3);
      });
      blendOver(canvas, layer, dragged, opacity);
    },
  };
};

const sample = new Float32Array(3);

function averageAlong(
  image: Raster,
  from: { x: number; y: number },
  { dx, dy, samples }: { dx: number; dy: number; samples: number },
  target: Float32Array,
  offset: number,
): void {
  for (let k = 0; k < samples; k++) {
    sampleInto(image, from.x + k * dx, from.y + k * dy, sample, 0);
    for (let c = 0; c < 3; c++) target[offset + c]! += sample[c]! / samples;
  }
}
