import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { root } from './paths.mjs';

const side = 512;
/** Drawn from the page's own picture; launchers and windows take no SVG. */
export const iconFile = join(root, 'out', 'main', 'icon.png');

/** Draws the program's icon, 512 × 512 with a clear ground. */
export async function drawIcon() {
  mkdirSync(dirname(iconFile), { recursive: true });
  const drawing = join(root, 'src', 'renderer', 'public', 'icon.svg');
  await sharp(drawing, { density: 72 * (side / 24) })
    .resize(side, side)
    .png()
    .toFile(iconFile);
}
