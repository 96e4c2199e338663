import sharp from 'sharp';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { colourMap } from '#shared/vision/heatmap.ts';
import type { FloatMap, Mask, Raster } from '#shared/vision/raster.ts';
import { forgeSample } from '#shared/vision/synthesis/forge.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import { decodeImage } from '#scoring/decode.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import { pictureSource } from '#forging/pictureSource.ts';
import { openPackage, scoreImage } from '#scoring/package.ts';
import { forgingRefs } from '#studio/dataset/pixels.ts';
import type { Product } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { readRoi, readScale } from '#studio/store/settings.ts';

const side = 256;
const gap = 8;
const columns = 5;

/** One picture of the whole idea: good parts, forged defects with their outline, test defects with their heatmap. */
export async function drawOverview(product: Product, packageDir: string, out: string): Promise<void> {
  const normals = listImages(product.db, { split: 'train', label: 'normal' });
  const defective = listImages(product.db, { split: 'test', label: 'anomalous' });
  const view = { picture: squareOf(side), roi: readRoi(product.db) };
  const source = pictureSource({ parts: await forgingRefs(product, normals, view), picture: view.picture });
  const tiles: Raster[] = [];
  for (let i = 0; i < columns; i++) tiles.push(source.image((i * 7) % source.count));
  for (let i = 0; i < columns; i++) {
    const { image, mask } = forgeSample(source, defaultPriorSet, { purpose: 'train', seed: 4, number: i });
    tiles.push(outlined(image, mask));
  }
  const scorer = await openPackage(packageDir);
  try {
    const step = Math.max(1, Math.floor(defective.length / columns));
    for (let i = 0; i < columns; i++) {
      const { file } = defective[Math.min(i * step, defective.length - 1)]!;
      const { raster } = await decodeImage(file, readScale(product.db));
      const { map } = await scoreImage(scorer, file);
      tiles.push(await heated(resized(raster), map));
    }
  } finally {
    await scorer.close();
  }
  await writeFileAtomic(out, await layOut(tiles));
}

function resized(raster: Raster): Raster {
  return resizeToRaster(raster, { left: 0, top: 0, width: raster.width, height: raster.height }, squareOf(side));
}

/** The mask's outline lies outside the defect, so that it hides nothing of it. */
function outlined(image: Raster, mask: Mask): Raster {
  const data = Uint8Array.from(image.data);
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const i = y * side + x;
      const touches = mask.data[i - 1] || mask.data[i + 1] || mask.data[i - side] || mask.data[i + side];
      if (!mask.data[i] && touches) data.set([64, 224, 190], i * 3);
    }
  }
  return { ...image, data };
}

async function heated(image: Raster, map: FloatMap): Promise<Raster> {
  const overlay = colourMap(map);
  const { data } = await sharp(image.data, { raw: { width: side, height: side, channels: 3 } })
    .composite([{ input: Buffer.from(overlay.data), raw: { width: map.width, height: map.height, channels: 4 } }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: side, height: side, data };
}

async function layOut(tiles: readonly Raster[]): Promise<Buffer> {
  const rows = Math.ceil(tiles.length / columns);
  const width = columns * (side + gap) - gap;
  const height = rows * (side + gap) - gap;
  const composites = tiles.map(({ data }, i) => ({
    input: Buffer.from(data),
    raw: { width: side, height: side, channels: 3 as const },
    left: (i % columns) * (side + gap),
    top: Math.floor(i / columns) * (side + gap),
  }));
  return sharp({ create: { width, height, channels: 3, background: '#1b1b1b' } })
    .composite(composites)
    .png()
    .toBuffer();
}
