import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import type { PictureShape } from '#shared/domain/pictures.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import type { PictureKeys } from '#shared/domain/purposes.ts';
import { FlawsmithError, throwIfCancelled, toFlawsmithError } from '#shared/errors.ts';
import type { DrawnDefect } from '#shared/vision/synthesis/index.ts';
import type { ForgedPicture } from '#forging/forgePicture.ts';
import { Forger, forgingThreads } from '#forging/forger.ts';
import { inOrder } from '#forging/inOrder.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { PixelOptions } from '../dataset/pixels.ts';
import type { Product } from '../product.ts';
import { realDefects } from '../training/realDefects.ts';
import { forgingSourceOf, goodParts } from './forgingSource.ts';
import { madeOfPicture, materialOf } from './madeOf.ts';

export interface SynthesisOrder {
  count: number;
  /** Number of the first picture of the plan, 0 where absent. */
  from?: number | undefined;
  seed: number;
  /** Folder to write into; made if absent. */
  out: string;
  priorSet: PriorSet;
  /** Side of the pictures, px. */
  size: number;
}

/** What drawn.json says of one picture. */
export interface DrawnPicture {
  /** File names inside the folder. */
  image: string;
  mask: string;
  /** Content hash of the photograph it was made from. */
  base: string;
  /** Share of the picture that the mask covers, 0–1. */
  maskShare: number;
  drawn: DrawnDefect[];
  /** What its code says of what it was made of. */
  madeOf: string;
}

export interface SynthesisOptions extends PixelOptions {
  onPicture?: ((picture: DrawnPicture, done: number) => void) | undefined;
}

/**
 * Writes pseudo-defects as training with this seed would see them: NNNN.png, NNNN_mask.png and drawn.json. The same images,
 * prior set, size and seed give the same bytes in any product.
 * @throws FlawsmithError `too-few-images` where there is no good part, `not-writable`, `disk-full`; CancelledError
 */
export async function synthesizeToFolder(
  product: Product,
  order: SynthesisOrder,
  options: SynthesisOptions = {},
): Promise<DrawnPicture[]> {
  const images = goodParts(product);
  const out = resolve(order.out);
  const source = await forgingSourceOf(product, images, order.size, options);
  const material = materialOf(product, images, realDefects(product).usable);
  const forger = new Forger({ count: forgingThreads(order.count) });
  const from = order.from ?? 0;
  const keysOf = (i: number): PictureKeys => ({ purpose: 'train', seed: order.seed, number: from + i });
  const forge = (i: number): Promise<PictureAndMask> => {
    const request = { kind: 'defect', keys: keysOf(i), priorSet: order.priorSet } as const;
    return forger.forge(source, request, { pixels: true, mask: true }, options.signal);
  };
  try {
    await mkdir(out, { recursive: true });
    const next = inOrder(forge, forger.ahead, order.count);
    const pictures: DrawnPicture[] = [];
    for (let i = 0; i < order.count; i++) {
      throwIfCancelled(options.signal);
      const forged = await next();
      const made = {
        ...{ base: images[forged.base]!.hash, madeOf: madeOfPicture(material, keysOf(i), forged.drawn) },
      };
      const picture = await writeSample(out, from + i, forged, source.picture, made);
      pictures.push(picture);
      options.onPicture?.(picture, i + 1);
    }
    const { seed, size, priorSet } = order;
    await writeFileAtomic(join(out, 'drawn.json'), `${JSON.stringify({ seed, size, priorSet, pictures }, null, 2)}\n`);
    return pictures;
  } catch (error) {
    throw isSystemError(error) ? toFlawsmithError(error, out) : error;
  } finally {
    await forger.close();
  }
}

type PictureAndMask = ForgedPicture<{ pixels: true; mask: true }>;

const isSystemError = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof FlawsmithError) && 'syscall' in error;

async function writeSample(
  out: string,
  index: number,
  { pixels, mask, maskShare, drawn }: PictureAndMask,
  shape: PictureShape,
  made: Pick<DrawnPicture, 'base' | 'madeOf'>,
): Promise<DrawnPicture> {
  const name = String(index).padStart(4, '0');
  const picture = { image: `${name}.png`, mask: `${name}_mask.png`, ...made };
  await writeFileAtomic(join(out, picture.image), await encodePng({ ...shape, data: pixels }, 3));
  await writeFileAtomic(join(out, picture.mask), await encodePng({ ...shape, data: mask }, 1));
  return { ...picture, maskShare, drawn };
}

function encodePng(
  { width, height, data }: { width: number; height: number; data: Uint8Array },
  channels: 1 | 3,
): Promise<Buffer> {
  const picture = sharp(data, { raw: { width, height, channels } });
  return (channels === 1 ? picture.toColourspace('b-w') : picture).png().toBuffer();
}
