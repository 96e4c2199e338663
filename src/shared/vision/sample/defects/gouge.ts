import type { Random } from '../../random.ts';
import type { Mask } from '../../raster.ts';
import { valueNoise } from '../noise.ts';
import type { Surface } from '../surface.ts';
import { visitAround } from '../surface.ts';

/** An arc through `at`: position along it in units, zero in its middle, and signed distance across it. */
function arcFrame(random: Random, length: number): (x: number, y: number) => { along: number; across: number } {
  const angle = random.uniform(0, 2 * Math.PI);
  const bend = random.uniform(-0.006, 0.006);
  return (x, y) => {
    const u = Math.cos(angle) * x + Math.sin(angle) * y;
    const v = Math.cos(angle) * y - Math.sin(angle) * x;
    return { along: u, across: v - bend * (u * u - (length * length) / 12) };
  };
}

/**
 * A tool or another part has ploughed through the face: a furrow of torn, freshly open metal with the displaced metal
 * thrown up to its sides. Height and finish are changed; how it looks is the light's doing.
 */
export function addGouge(surface: Surface, at: { x: number; y: number }, random: Random, mask: Mask, scale = 1): void {
  const length = scale * random.uniform(34, 92);
  const width = scale * random.uniform(2.2, 4.2);
  const depth = scale * random.uniform(1.1, 2.2);
  const lean = random.uniform(-0.6, 0.6);
  const frame = arcFrame(random, length);
  const seed = random.integer(1, 1e6);
  visitAround(surface.size, at, length * 0.62 + 8, (i, x, y) => {
    if (surface.cover[i]! < 1) return;
    const { along, across } = frame(x, y);
    const t = along / length + 0.5;
    if (t < 0 || t > 1) return;
    // It sets in gently and breaks off more abruptly.
    const press = Math.min(1, t * 1.8, (1 - t) * 6);
    const chatter = valueNoise(along * 0.22 + 500, 0.5, seed);
    const half = width * (0.3 + 0.7 * press) * (0.82 + 0.36 * chatter);
    const s = across / half;
    const ragged = valueNoise(along * 0.3 + 500, Math.sign(s) * 8 + 20, seed);
    const ridge = Math.exp(-(((Math.abs(s) - 1.35) / 0.38) ** 2)) * (0.12 + 0.5 * ragged) * (1 + Math.sign(s) * lean);
    // Fine grooves run the way the tool went.
    const grooves = 0.24 * (valueNoise(along * 0.05 + 500, across * 1.1 + 60, seed + 1) - 0.5);
    const furrow = s * s < 1 ? (1 - s * s) * (1 + grooves) : 0;
    surface.height[i]! += depth * press * (ridge - furrow);
    if (Math.abs(s) < 1.6) surface.bare[i] = Math.max(surface.bare[i]!, press * (s * s < 1.1 ? 1 : 0.4));
    if (Math.abs(s) < 1.85 && press > 0.06) mask.data[i] = 255;
  });
}
