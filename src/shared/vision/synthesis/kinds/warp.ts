import { gaussianBlur } from '../../filters.ts';
import { drawLattice, latticeField } from '../../noise.ts';
import type { Random } from '../../random.ts';
import { type Canvas, type Layer, blendOver } from '../canvas.ts';
import { blob, spansOf } from '../outlines.ts';
import { type DrawKind, drawAngle, drawEdge, drawRange } from '../sketch.ts';
import { byChannel, channelOf, sampleInto } from '../textures.ts';

/** The picture under a layer, changed; three channels over its box. */
type Change = (canvas: Canvas, layer: Layer, pixels: Random) => Float32Array;

/** A place that is bent, blurred or unusually grainy: dents, smears, rough spots. */
export const drawWarp: DrawKind = (sketch, prior, random) => {
  const size = drawRange(prior, 'size', random, 'log');
  const edge = drawEdge(prior, size, random);
  const at = sketch.place(random);
  const outline = blob(at, size / 2, drawAngle(prior, random), random, edge);
  const how = random.pick(['bend', 'blur', 'grain'] as const);
  const change = { bend, blur, grain }[how](random);
  return {
    at,
    values: { size, edge, how },
    paint(canvas, pixels) {
      const layer = outline(canvas);
      blendOver(canvas, layer, change(canvas, layer, pixels));
    },
  };
};

function bend(random: Random): Change {
  const reach = random.logUniform(4, 25);
  const [across, down] = [drawLattice(2, 2, random), drawLattice(2, 2, random)];
  return (canvas, layer) => {
    const spans = spansOf(layer);
    const [dx, dy] = [latticeField(across, ...spans), latticeField(down, ...spans)];
    const bent = new Float32Array(layer.alpha.length * 3);
    for (let i = 0; i < layer.alpha.length; i++) {
      const most = reach * canvas.scale * layer.alpha[i]!;
      const x = (i % layer.width) + layer.left + most * dx[i]!;
      const y = Math.floor(i / layer.width) + layer.top + most * dy[i]!;
      sampleInto(canvas.image, x, y, bent, i * 3);
    }
    return bent;
  };
}

function blur(random: Random): Change {
  const sigma = random.logUniform(2, 8);
  return (canvas, layer) =>
    byChannel(
      (c) => [channelOf(canvas, layer, c)],
      (plane) => gaussianBlur(plane!, layer.width, layer.height, sigma * canvas.scale),
    );
}

function grain(random: Random): Change {
  const deviation = random.logUniform(10, 50);
  return (canvas, layer, pixels) => {
    const planes = [0, 1, 2].map((c) => channelOf(canvas, layer, c));
    const grainy = new Float32Array(layer.alpha.length * 3);
    for (let i = 0; i < layer.alpha.length; i++) {
      const noise = pixels.normal(0, deviation);
      for (let c = 0; c < 3; c++) grainy[i * 3 + c] = planes[c]![i]! + noise;
    }
    return grainy;
  };
}
