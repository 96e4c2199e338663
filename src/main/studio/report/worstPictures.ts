import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { ScoreRow } from '#shared/contract/studio.ts';
import { type TwoLimits, type Verdict, verdictOf } from '#shared/domain/limits.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { colourMap, contour } from '#shared/vision/heatmap.ts';
import { ensureCache, pixelFile } from '../dataset/cache.ts';
import { loadMask } from '../dataset/imageMask.ts';
import { readRawMap } from '../evaluation/mapFiles.ts';
import type { Product } from '../product.ts';
import { contentFileName } from '../realPaths.ts';
import { findImage } from '../store/gallery.ts';
import { type RunFile, runView } from '../training/runFolder.ts';

/** So many pictures are printed: two rows of an A4 page. */
const mostPictures = 8;

/** A judged picture with what the run saw in it, as data of the page itself. */
export interface PrintedPicture {
  /** File with its folder: names alone come again. */
  name: string;
  session: string;
  /** Kind of defect; null for a good part. */
  kind: string | null;
  isAnomalous: boolean;
  score: number;
  verdict: Verdict;
  /** A good part that is stopped, or a defective one that passes. */
  isWrong: boolean;
  view: PictureData | { missing: string };
}

export interface PictureData {
  /** data: addresses of JPEG pictures, as the run saw the part, and the same under its heat. */
  picture: string;
  heat: string;
  width: number;
  height: number;
  /** Path data of the true mask's outline in pixels; empty where there is none. */
  outline: string;
}

/** Wrong verdicts first, the gravest before; then those that came nearest to a wrong one. */
export function chooseWorst(scores: readonly ScoreRow[], limits: TwoLimits): ScoreRow[] {
  const { acceptLimit } = limits;
  /** How far a score lies on the wrong side of the accept limit; below 0 it is on the right one. */
  const wrong = ({ image, score }: ScoreRow): number =>
    image.label === 'anomalous' ? acceptLimit - score : score - acceptLimit;
  return [...scores].sort((a, b) => wrong(b) - wrong(a) || a.image.id - b.image.id).slice(0, mostPictures);
}

/** Those pictures with their heat. @param file the run's own, which says how it looked at them */
export async function printWorst(
  product: Product,
  file: RunFile,
  scores: readonly ScoreRow[],
  limits: TwoLimits,
): Promise<PrintedPicture[]> {
  const printed: PrintedPicture[] = [];
  for (const { image, score } of chooseWorst(scores, limits)) {
    const verdict = verdictOf(score, limits);
    const isAnomalous = image.label === 'anomalous';
    printed.push({
      name: image.file.split(/[\\/]/).slice(-2).join('/'),
      session: image.session,
      kind: image.kind,
      isAnomalous,
      score,
      verdict,
      isWrong: isAnomalous === (verdict === 'ok'),
      view: await viewOf(product, file, image.id),
    });
  }
  return printed;
}

/** A picture that cannot be shown costs nobody the report: it says why. */
async function viewOf(product: Product, file: RunFile, id: number): Promise<PrintedPicture['view']> {
  try {
    return await drawn(product, file, id);
  } catch (error) {
    if (error instanceof FlawsmithError) return { missing: error.message };
    throw error;
  }
}

async function drawn(product: Product, file: RunFile, id: number): Promise<PictureData> {
  const image = findImage(product.db, id);
  const view = runView(file);
  await ensureCache(product, [image], [view]);
  const { width, height } = view.picture;
  const pixels = await readFile(pixelFile(product, image, view));
  const map = readRawMap(product.path('runs', file.run, 'maps', contentFileName(image.hash, '.f32')), view.picture);
  const raw = { raw: { width, height, channels: 3 as const } };
  const heat = { input: Buffer.from(colourMap(map).data), raw: { width, height, channels: 4 as const } };
  const mask = await loadMask(image, view);
  const level = mask && { width, height, data: Float32Array.from(mask.data) };
  return {
    picture: dataAddress(await sharp(pixels, raw).jpeg({ quality: 84 }).toBuffer()),
    heat: dataAddress(await sharp(pixels, raw).composite([heat]).jpeg({ quality: 84 }).toBuffer()),
    width,
    height,
    outline: level ? contour(level, 128).map(pathOf).join('') : '',
  };
}

const dataAddress = (jpeg: Buffer): string => `data:image/jpeg;base64,${jpeg.toString('base64')}`;

const pathOf = (line: readonly number[]): string =>
  line.reduce((path, value, i) => path + (i === 0 ? 'M' : i % 2 ? ' ' : 'L') + value.toFixed(1), '');
