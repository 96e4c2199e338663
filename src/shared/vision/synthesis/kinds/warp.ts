import { gaussianBlur } from '../../filters.ts';
import { valueNoise } from '../../noise.ts';
import type { Random } from '../../random.ts';
import { cloneRaster } from '../../raster.ts';
import { type Canvas, type DrawKind, type Layer, blendOver, drawAngle, drawEdge, drawValue } from '../canvas.ts';
import { blob } from '../masks.ts';
import { sampleInto } from '../textures.ts';

/** A place that is bent, blurred or unusually grainy: dents, smears, rough spots. */
export const drawWarp: DrawKind = (canvas, prior, random) => {
  const size = drawValue(prior.size, random, 'log');
  const edge = drawEdge(prior, size, random) * canvas.scale;
  const layer = blob(
    canvas.image,
    canvas.place(random),
    (size / 2) * canvas.scale,
    drawAngle(prior, random),
    random,
    edge,
  );
  const how = random.pick(['bend', 'blur', 'grain'] as const);
  const changes = { bend, blur, grain };
  blendOver(canvas.image, layer, changes[how](canvas, layer, random));
  return { size, edge, how };
};

function bend(canvas: Canvas, layer: Layer, random: Random): Float32Array {
  const reach = random.logUniform(4, 25) * canvas.scale;
  const across = valueNoise(layer.width, layer.height, 2, 2, random);
  const down = valueNoise(layer.width, layer.height, 2, 2, random);
  const source = cloneRaster(canvas.image);
  const bent = new Float32Array(layer.alpha.length * 3);
  for (let i = 0; i < layer.alpha.length; i++) {
    const x = (i % layer.width) + layer.left + reach * across[i]! * layer.alpha[i]!;
    const y = Math.floor(i / layer.width) + layer.top + reach * down[i]! * layer.alpha[i]!;
    sampleInto(source, x, y, bent, i * 3);
  }
  return bent;
}

function blur(canvas: Canvas, layer: Layer, random: Random): Float32Array {
  const sigma = random.logUniform(2, 8) * canvas.scale;
  const blurred = new Float32Array(layer.alpha.length * 3);
  for (let c = 0; c < 3; c++) {
    const plane = channelOf(canvas, layer, c);
    gaussianBlur(plane, layer.width, layer.height, sigma).forEach((value, i) => (blurred[i * 3 + c] = value));
  }
  return blurred;
}

function grain(canvas: Canvas, layer: Layer, random: Random): Float32Array {
  const deviation = random.logUniform(10, 50);
  const planes = [0, 1, 2].map((c) => channelOf(canvas, layer, c));
  const grainy = new Float32Array(layer.alpha.length * 3);
  for (let i = 0; i < layer.alpha.length; i++) {
    const noise = random.normal(0, deviation);
    for (let c = 0; c < 3; c++) grainy[i * 3 + c] = planes[c]![i]! + noise;
  }
  return grainy;
}

function channelOf(canvas: Canvas, layer: Layer, channel: number): Float32Array {
  const { image } = canvas;
  return Float32Array.from(layer.alpha, (_, i) => {
    const x = (i % layer.width) + layer.left;
    const y = Math.floor(i / layer.width) + layer.top;
    return image.data[(y * image.width + x) * 3 + channel]!;
  });
}
