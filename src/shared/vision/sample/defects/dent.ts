import type { Random } from '../../random.ts';
import type { Mask } from '../../raster.ts';
import { valueNoise } from '../noise.ts';
import type { Surface } from '../surface.ts';
import { visitAround } from '../surface.ts';

/** A knock: an oval hollow with a low wall round it. The lathe's marks run on through it; only the slope changes. */
export function addDent(surface: Surface, at: { x: number; y: number }, random: Random, mask: Mask, scale = 1): void {
  const radius = scale * random.uniform(8, 17);
  const squeeze = random.uniform(0.6, 1);
  const angle = random.uniform(0, Math.PI);
  const depth = radius * random.uniform(0.15, 0.29);
  const seed = random.integer(1, 1e6);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  visitAround(surface.size, at, radius * 1.6, (i, x, y) => {
    if (surface.cover[i]! < 1) return;
    const u = cos * x + sin * y;
    const v = (cos * y - sin * x) / squeeze;
    const wobble = 1 + 0.22 * (valueNoise(20 + x / 9, 20 + y / 9, seed) - 0.5);
    const q = (Math.hypot(u, v) / radius) * wobble;
    if (q < 1) surface.height[i]! -= depth * (1 - q * q) ** 2;
    surface.height[i]! += depth * 0.1 * Math.exp(-(((q - 1.02) / 0.16) ** 2));
    if (q < 1.08) mask.data[i] = 255;
  });
}
