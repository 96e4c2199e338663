import type { ImageRecord } from '#shared/domain/images.ts';
import { type PictureShape, areaOf } from '#shared/domain/pictures.ts';
import { heldOutPicture } from '#shared/domain/purposes.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { Forger } from '#forging/forger.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';
import type { PictureView } from '../dataset/cache.ts';
import { forgingRefs } from '../dataset/pixels.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { type RunFile, readRunFile, runView } from '../training/runFolder.ts';
import { readEvaluation } from './evaluationFile.ts';

/** A forged defect at the run's working size. */
export interface ForgedAgain {
  shape: PictureShape;
  /** Raw RGB. */
  pixels: Uint8Array;
  /** 255 where the good part was changed, else 0. */
  mask: Uint8Array;
}

/** Pictures kept at a time, bytes: a page asks for the picture and its mask one after the other. */
const keptBytes = 64e6;

/**
 * Forges the defects of evaluations again, for who looks at them: the very pictures that were judged, from the run's priors,
 * the good parts that the report names, and their number. Whoever makes one closes it.
 */
export class ForgedAgainPictures {
  private forger: Forger | null = null;
  /** The good parts last drawn on. */
  private source: { key: string; parts: Promise<ForgingSource> } | null = null;
  private readonly kept = new Map<string, Promise<ForgedAgain>>();

  /**
   * Forged defect `number` of a run's evaluation.
   * @throws FlawsmithError `not-found` where the run was not evaluated, has no such defect, or a good part of it has left the
   * product; `product-damaged`, `checkpoint-damaged`, `image-changed`
   */
  async forge(product: Product, run: string, number: number): Promise<ForgedAgain> {
    const file = await readRunFile(product, run);
    const bases = await basesOf(product, run, number);
    const parts = JSON.stringify([product.dir, runView(file), bases.map(({ hash }) => hash)]);
    const key = JSON.stringify([parts, file.config.priorSet, number]);
    const known = this.kept.get(key);
    if (known) return known;
    const made = this.make(product, { file, bases, parts }, number);
    this.kept.set(key, made);
    made.catch(() => this.kept.delete(key)); // the next one to ask tries again
    this.forgetOldest(areaOf(file.config.picture) * 4);
    return made;
  }

  private async make(
    product: Product,
    { file, bases, parts: key }: { file: RunFile; bases: readonly ImageRecord[]; parts: string },
    number: number,
  ): Promise<ForgedAgain> {
    const view = runView(file);
    if (this.source?.key !== key) this.source = { key, parts: sourceOf(product, bases, view) };
    const { parts } = this.source;
    const source = await parts.catch((error: unknown) => {
      this.source = null;
      throw error;
    });
    this.forger ??= new Forger({ count: 1 });
    const { priorSet } = file.config;
    const request = { kind: 'defect', keys: heldOutPicture('limits', number), priorSet } as const;
    const { pixels, mask } = await this.forger.forge(source, request, { mask: true });
    return { shape: view.picture, pixels, mask };
  }

  private forgetOldest(bytes: number): void {
    const most = Math.max(8, Math.floor(keptBytes / bytes));
    for (const key of this.kept.keys()) {
      if (this.kept.size <= most) return;
      this.kept.delete(key);
    }
  }

  async close(): Promise<void> {
    await this.forger?.close();
  }
}

/** The good parts that an evaluation forged on, as it numbered them. */
async function basesOf(product: Product, run: string, number: number): Promise<ImageRecord[]> {
  const forged = (await readEvaluation(product, run))?.forged;
  if (!forged?.rows.some((row) => row.number === number)) {
    throw new FlawsmithError('not-found', `The evaluation of ${run} has no forged defect ${number}.`, {
      hint: 'Evaluate the run again.',
    });
  }
  const known = new Map(listImages(product.db).map((image) => [image.hash, image]));
  return forged.bases.map((hash) => {
    const image = known.get(hash);
    if (image) return image;
    throw new FlawsmithError('not-found', 'A good part that defects were forged on has left the product.', {
      hint: 'Evaluate the run again, or bring the picture back.',
    });
  });
}

async function sourceOf(product: Product, bases: readonly ImageRecord[], view: PictureView): Promise<ForgingSource> {
  return { parts: await forgingRefs(product, bases, view), picture: view.picture };
}
