import { basename } from 'node:path';
import type { PreviewHeader, PreviewRequest } from '#shared/contract/studio.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { CancelledError, FlawsmithError } from '#shared/errors.ts';
import { forgingRefs } from '../dataset/pixels.ts';
import type { ForgedPicture } from '#forging/forgePicture.ts';
import { Forger, forgingThreads } from '#forging/forger.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';
import type { Product } from '../product.ts';
import { listImages, trainingParts } from '../store/images.ts';
import { readRoi } from '../store/settings.ts';

/**
 * Forges pictures for the synthesis page in the very code that training runs, at the size that is asked for. A newer request
 * of a product ends the older one.
 */
export class PreviewForge {
  private readonly forger: Forger;
  private readonly newest = new Map<string, AbortController>();
  private readonly parts = new Map<string, GoodParts>();

  constructor(threads = forgingThreads()) {
    this.forger = new Forger({ count: threads });
  }

  /**
   * The body of a preview: header and pixels, see previewHeaderSchema.
   * @throws FlawsmithError `too-few-images`, `bad-config`; CancelledError where a newer request has come or the studio closes
   */
  async forge(product: Product, request: PreviewRequest, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const began = performance.now();
    const newer = new AbortController();
    this.newest.get(request.product)?.abort();
    this.newest.set(request.product, newer);
    const parts = await this.partsOf(product, request, signal);
    const pictures = await this.forgeAll(parts, request, AbortSignal.any([signal, newer.signal]));
    const items = pictures.map(({ base, drawn, maskShare }, i) => ({
      index: request.indices[i]!,
      base: { image: parts.images[base]!.id, name: basename(parts.images[base]!.file) },
      drawn,
      area: maskShare,
    }));
    return encode({ size: request.size, milliseconds: performance.now() - began, items }, pictures);
  }

  private async forgeAll(
    { source }: GoodParts,
    { product, indices, seed, priorSet }: PreviewRequest,
    signal: AbortSignal,
  ): Promise<PreviewPicture[]> {
    const forge = (number: number): Promise<PreviewPicture> => {
      const keys = { purpose: 'train', seed, number } as const;
      return this.forger.forge(source, { kind: 'defect', keys, priorSet }, { mask: true, clean: true }, signal);
    };
    try {
      return await Promise.all(indices.map(forge));
    } catch (error) {
      // A working picture may be gone: the next request makes it anew.
      if (!(error instanceof CancelledError)) this.parts.delete(product);
      throw error;
    }
  }

  /** The good parts to draw on, with their working pictures made; looked up anew only where the product has changed. */
  private async partsOf(product: Product, request: PreviewRequest, signal: AbortSignal): Promise<GoodParts> {
    const view = { picture: squareOf(request.size), roi: readRoi(product.db) };
    const key = JSON.stringify([request.product, view, trainingParts(product.db)]);
    const known = this.parts.get(request.product);
    if (known?.key === key) return known;
    const images = listImages(product.db, { split: 'train', label: 'normal' });
    if (images.length === 0) {
      throw new FlawsmithError('too-few-images', 'The product has no photograph of a good part to draw defects on.', {
        hint: 'Import a folder of good parts.',
      });
    }
    const source = { parts: await forgingRefs(product, images, view, { signal }), picture: view.picture };
    const parts = { key, images, source };
    this.parts.set(request.product, parts);
    return parts;
  }

  async close(): Promise<void> {
    await this.forger.close();
  }
}

/** Good parts of a product as a preview draws on them. */
interface GoodParts {
  key: string;
  images: readonly ImageRecord[];
  source: ForgingSource;
}

type PreviewPicture = ForgedPicture<{ mask: true; clean: true }>;

function encode(header: PreviewHeader, pictures: readonly PreviewPicture[]): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const parts = pictures.flatMap(({ pixels, mask, clean }) => [pixels, mask, clean]);
  const body = new Uint8Array(4 + text.length + parts.reduce((sum, part) => sum + part.length, 0));
  new DataView(body.buffer).setUint32(0, text.length, true);
  body.set(text, 4);
  let offset = 4 + text.length;
  for (const part of parts) {
    body.set(part, offset);
    offset += part.length;
  }
  return body;
}
