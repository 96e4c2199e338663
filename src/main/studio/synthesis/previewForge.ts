import { basename } from 'node:path';
import type { PreviewHeader, PreviewRequest } from '#shared/contract/studio.ts';
import { type ImageRecord, roiPixels } from '#shared/domain/images.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import type { PictureKeys } from '#shared/domain/purposes.ts';
import { sharperShape } from '#shared/domain/resolution.ts';
import { CancelledError } from '#shared/errors.ts';
import { partsOfPicture } from '#shared/vision/synthesis/forge.ts';
import type { PictureView } from '../dataset/cache.ts';
import { makeForgingPictures, nameForgingPictures } from '../dataset/pixels.ts';
import { areasOf, readOwnLooks } from '../dataset/ownAreas.ts';
import { makeStamps, nameStamps } from '../dataset/stamps.ts';
import { workingView } from '../dataset/workingView.ts';
import { takeZones, zonedView } from '../dataset/zoneFiles.ts';
import { Forger, forgingThreads } from '#forging/forger.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';
import type { Product } from '../product.ts';
import { untilWritten } from '../store/database.ts';
import { trainingParts } from '../store/images.ts';
import { readRoi } from '../store/settings.ts';
import { ForgedBefore, type KeptPicture, wanted } from './forgedBefore.ts';
import { goodParts } from './forgingSource.ts';
import { type Material, madeOfPicture, materialOf } from './madeOf.ts';
import { realDefects } from '../training/realDefects.ts';

/**
 * Forges pictures for the synthesis page in the very code that training runs, at the size that is asked for. Who asks for
 * newer ones ends the older request itself: two windows on one product do not end each other's.
 */
export class PreviewForge {
  private readonly forger: Forger;
  /** For sharp pictures, so that the others' parts stay decoded. */
  private readonly sharpForger = new Forger({ count: 1 });
  private readonly parts = new Map<string, GoodParts>();
  private readonly forged = new ForgedBefore();

  constructor(threads = forgingThreads()) {
    this.forger = new Forger({ count: threads, held: 2 }); // none waits for this thread, which answers the page meanwhile
  }

  /**
   * The body of a preview in pieces: header and pixels, see previewHeaderSchema. In one they would be copied, and so much memory
   * let go at each move of a slider that the studio's thread spends a fifth of its time collecting it.
   * @throws FlawsmithError `too-few-images`, `bad-config`; CancelledError by the signal or where the studio closes
   */
  async forge(product: Product, request: PreviewRequest, signal: AbortSignal): Promise<Uint8Array[]> {
    const began = performance.now();
    const parts = await this.partsOf(product, request, signal);
    await this.makePictures(product, parts, request, signal);
    const pictures = await this.forgeAll(parts, request, signal);
    const items = pictures.map(({ id, base, drawn, maskShare, changed: { box } }, i) => {
      const image = parts.images[base]!;
      const { width, height } = roiPixels(parts.view.roi, image.width, image.height);
      const part = { image: image.id, name: basename(image.file), width, height };
      const index = request.indices[i]!;
      const madeOf = madeOfPicture(parts.material, keysOf(request.seed, index), drawn);
      return { index, id, base: { ...part, key: keyOf(parts, base) }, drawn, area: maskShare, box, madeOf };
    });
    const sent = pictures.filter(({ id }) => !request.shown.includes(id));
    return encode({ picture: parts.view.picture, milliseconds: performance.now() - began, items }, sent);
  }

  private async forgeAll(
    parts: GoodParts,
    { indices, seed, priorSet, look, known }: PreviewRequest,
    signal: AbortSignal,
  ): Promise<PreviewPicture[]> {
    const forger = look === 'sharp' ? this.sharpForger : this.forger;
    const forge = async (number: number): Promise<PreviewPicture> => {
      const keys = keysOf(seed, number);
      const { base } = partsOfPicture(keys, parts.images.length);
      const isKnown = known.includes(keyOf(parts, base));
      const before = this.forged.find(parts, keys, priorSet);
      if (before && isKnown) return before;
      const picture = await forger.forge(
        parts.source,
        { kind: 'defect', keys, priorSet },
        isKnown ? wanted : { ...wanted, clean: true as const },
        signal,
      );
      return this.forged.keep(parts, keys, priorSet, picture);
    };
    try {
      return await Promise.all(indices.map(forge));
    } catch (error) {
      // A working picture may be gone: the next request makes it anew.
      if (!(error instanceof CancelledError)) parts.made.clear();
      throw error;
    }
  }

  /** Makes the working pictures that these previews need, and no others: the first shows before all parts were read. */
  private async makePictures(
    product: Product,
    { images, defects, view, made }: GoodParts,
    { indices, seed }: PreviewRequest,
    signal: AbortSignal,
  ): Promise<void> {
    const needed = indices.map((number) => partsOfPicture(keysOf(seed, number), images.length, defects.length));
    const parts = needed.flatMap(({ base, lenders }) => [base, ...lenders]).map((number) => images[number]!);
    const stamps = needed.flatMap((picture) => picture.stamps).map((number) => defects[number]!);
    const missing = (all: readonly ImageRecord[]): ImageRecord[] => [...new Set(all)].filter((one) => !made.has(one));
    const [goodOnes, labelled] = [missing(parts), missing(stamps)];
    if (goodOnes.length > 0) await makeForgingPictures(product, goodOnes, view, { signal });
    if (labelled.length > 0) await makeStamps(product, labelled, view, { signal });
    for (const image of [...goodOnes, ...labelled]) made.add(image);
  }

  private async partsOf(product: Product, request: PreviewRequest, signal: AbortSignal): Promise<GoodParts> {
    const working = await this.partsAt(product, request, null, signal);
    if (request.look === 'working') return working;
    const { base } = partsOfPicture(keysOf(request.seed, request.indices[0]!), working.images.length);
    const { width, height } = working.images[base]!;
    const { picture, roi } = working.view;
    return this.partsAt(product, request, sharperShape(picture, roiPixels(roi, width, height)), signal);
  }

  /**
   * The good parts to draw on; looked up anew only where the product has changed.
   * @param sharp shape of the pictures; null: the working picture of the size that is asked for
   */
  private async partsAt(
    product: Product,
    request: PreviewRequest,
    sharp: PictureShape | null,
    signal: AbortSignal,
  ): Promise<GoodParts> {
    const { key, zones, defects, own } = decidedOf(product.db);
    const place = JSON.stringify([request.product, request.size, sharp]);
    const known = this.parts.get(place);
    if (known?.key === key) return known;
    const images = goodParts(product);
    const working = workingView(product, request.size, images);
    const looked = sharp ? { ...working, picture: sharp } : working;
    const areas = areasOf([...images, ...defects], own);
    const view = await zonedView(product, looked, zones, images, { signal }, areas);
    const stamps = nameStamps(product, defects, view);
    const source = { parts: nameForgingPictures(product, images, view), picture: view.picture, stamps };
    const material = materialOf(product, images, defects);
    const parts = { key, images, defects, view, source, material, made: new Set<ImageRecord>() };
    this.parts.set(place, parts);
    return parts;
  }

  async close(): Promise<void> {
    await Promise.all([this.forger.close(), this.sharpForger.close()]);
  }
}

/** What of a product decides the good parts to draw on, and all of it as one text: while a slider moves it stays. */
const decidedOf = untilWritten((db) => {
  const zones = takeZones({ db });
  const defects = realDefects({ db }).usable;
  const own = readOwnLooks(db);
  const given = defects.map(({ hash, maskHash }) => [hash, maskHash]);
  return { key: JSON.stringify([readRoi(db), zones, own, trainingParts(db), given]), zones, defects, own };
});

const keysOf = (seed: number, number: number): PictureKeys => ({ purpose: 'train', seed, number });

/** Good parts of a product as a preview draws on them. */
interface GoodParts {
  /** All that decides them, see decidedOf. */
  key: string;
  images: readonly ImageRecord[];
  /** Labelled defects given to training, which may be stamped on them. */
  defects: readonly ImageRecord[];
  view: PictureView;
  source: ForgingSource;
  material: Material;
  /** Those whose working pictures are there. */
  made: Set<ImageRecord>;
}

type PreviewPicture = KeptPicture & { clean?: Uint8Array };

/** Of a good part's pixels: the same key, the same bytes. */
function keyOf({ images, view }: GoodParts, base: number): string {
  const { hash } = images[base]!;
  return `${hash} ${JSON.stringify({ ...view, own: view.own?.[hash], parts: view.parts?.[hash] })}`;
}

function encode(header: PreviewHeader, pictures: readonly PreviewPicture[]): Uint8Array[] {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, text.length, true);
  const pixels = pictures.flatMap(({ clean, changed: { pixels, mask } }) => [...(clean ? [clean] : []), pixels, mask]);
  return [length, text, ...pixels];
}
