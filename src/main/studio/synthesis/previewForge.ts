import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { PreviewHeader, PreviewRequest } from '#shared/contract/studio.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { CancelledError, FlawsmithError, deserializeError, throwIfCancelled } from '#shared/errors.ts';
import { forgingRefs } from '../dataset/pixels.ts';
import { WorkerSet } from '#forging/workerSet.ts';
import type { ForgingPart } from '#forging/pictureSource.ts';
import type { Product } from '../product.ts';
import { listImages, trainingParts } from '../store/images.ts';
import { readRoi } from '../store/settings.ts';
import type { PreviewPicture, PreviewReply, PreviewTask } from './previewWorker.ts';

/**
 * Forges pictures for the synthesis page in the very code that training runs. A newer request of a product makes the older
 * one stop at its next picture.
 */
export class PreviewForge {
  private readonly workers: WorkerSet<PreviewTask, PreviewReply>;
  private readonly newest = new Map<string, symbol>();
  private readonly parts = new Map<string, GoodParts>();
  /** Which parts each worker was sent. */
  private readonly sent = new WeakMap<Worker, string>();

  constructor(workers = Math.max(1, Math.min(availableParallelism(), 4))) {
    this.workers = new WorkerSet(new URL('./previewWorker.ts', import.meta.url), workers);
  }

  /**
   * The body of a preview: header and pixels, see previewHeaderSchema.
   * @throws FlawsmithError `too-few-images`, `bad-config`; CancelledError where a newer request has come
   */
  async forge(product: Product, request: PreviewRequest, signal: AbortSignal): Promise<Uint8Array> {
    const began = performance.now();
    const mine = Symbol('request');
    this.newest.set(request.product, mine);
    const parts = await this.partsOf(product, request, signal);
    const { size, priorSet, seed } = request;
    const pictures = await Promise.all(
      request.indices.map(async (index) => {
        try {
          const reply = await this.workers.run((worker) => {
            throwIfCancelled({ aborted: signal.aborted || this.newest.get(request.product) !== mine });
            return this.taskFor(worker, parts, { size, priorSet, seed, index });
          });
          if ('error' in reply) throw deserializeError(reply.error);
          return reply.picture;
        } catch (error) {
          // A working picture may be gone: the next request makes it anew.
          if (!(error instanceof CancelledError)) this.parts.delete(request.product);
          throw error;
        }
      }),
    );
    const items = pictures.map(({ base, drawn, area }, i) => ({
      index: request.indices[i]!,
      base: { image: parts.images[base]!.id, name: basename(parts.images[base]!.file) },
      drawn,
      area,
    }));
    return encode({ size, milliseconds: performance.now() - began, items }, pictures);
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
    const refs = await forgingRefs(product, images, view, { signal });
    const parts = { key, images, files: refs };
    this.parts.set(request.product, parts);
    return parts;
  }

  /** Sends the parts along where this worker drew on others before. */
  private taskFor(worker: Worker, { key, files }: GoodParts, task: Omit<PreviewTask, 'key' | 'files'>): PreviewTask {
    const isKnown = this.sent.get(worker) === key;
    this.sent.set(worker, key);
    return { ...task, key, files: isKnown ? null : files };
  }

  async close(): Promise<void> {
    await this.workers.close();
  }
}

/** Good parts of a product as a preview draws on them. */
interface GoodParts {
  key: string;
  images: readonly ImageRecord[];
  files: ForgingPart[];
}

function encode(header: PreviewHeader, pictures: readonly PreviewPicture[]): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const parts = pictures.flatMap(({ image, mask, clean }) => [image, mask, clean]);
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
