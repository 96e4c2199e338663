import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import sharp, { type Sharp } from 'sharp';
import type { PictureShape } from '#shared/domain/pictures.ts';
import type { ValueScale } from '#shared/domain/valueScale.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { decodeImage, readHeader, readImageFile } from '#scoring/decode.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import { ensureCache, pixelFile } from '#studio/dataset/cache.ts';
import { readImageMask } from '#studio/dataset/imageMask.ts';
import { decodeOriginal } from '#studio/dataset/original.ts';
import { findMapFile } from '#studio/evaluation/mapFiles.ts';
import { goldenPicture } from '#studio/export/packages.ts';
import { readLayerRuns } from '#studio/labeling/layers.ts';
import type { Product } from '#studio/product.ts';
import { contentFileName, requireInProduct } from '#studio/realPaths.ts';
import { findImage, findKnownImage } from '#studio/store/gallery.ts';
import { findRun } from '#studio/store/runs.ts';
import { readScale } from '#studio/store/settings.ts';
import { readRunFile, runView } from '#studio/training/runFolder.ts';
import type { Workspace } from '#studio/workspace/workspace.ts';
import { requireAllowed, requireShowable } from './paths.ts';

/** Longest side of a small picture, px. */
export const thumbSide = 256;
/** Pictures never change under their address: their content hash is part of what the page knows of them. */
export const cacheControl = 'private, max-age=86400';

/** Pictures and maps by address; see pictureUrl and mapUrl of the contract. */
export function pictureRoutes(workspace: Workspace): Hono {
  const routes = new Hono();
  routes.get('/pictures/:product/:image/:what', async (context) => {
    const { product: id, image, what } = context.req.param();
    if (!Object.hasOwn(makers, what)) throw new FlawsmithError('not-found', `There is no such picture: ${what}`);
    const make = makers[what as keyof typeof makers];
    await requireShowable(workspace, id, Number(image));
    const { body, type } = await make(workspace.product(id), Number(image));
    // Another mask may be taken for the same image later.
    const keeping = what === 'mask' ? 'no-cache' : cacheControl;
    return context.body(new Uint8Array(body), 200, { 'Content-Type': type, 'Cache-Control': keeping });
  });
  routes.get('/planned/thumb', (context) => sendPlanned(workspace, context));
  routes.get('/working/:product/:run/:image/:what', async (context) => {
    const { product: id, run, image, what } = context.req.param();
    await requireShowable(workspace, id, Number(image));
    const { body, type } = await workingPicture(workspace.product(id), run, Number(image), what);
    return context.body(new Uint8Array(body), 200, { 'Content-Type': type, 'Cache-Control': cacheControl });
  });
  routes.get('/layers/:product/:image/:hash', async (context) => {
    const { product: id, image, hash } = context.req.param();
    await requireShowable(workspace, id, Number(image));
    const body = await readLayerRuns(workspace.product(id), Number(image), hash);
    return context.body(new Uint8Array(body), 200, {
      'Content-Type': 'application/octet-stream',
      'Cache-Control': hash === 'import' ? 'no-cache' : cacheControl,
    });
  });
  routes.get('/goldens/:product/:release/:index', (context) => sendGolden(workspace, context));
  routes.get('/maps/:product/:run/:image', async (context) => {
    const { product: id, run, image } = context.req.param();
    const product = workspace.product(id);
    const { hash } = findImage(product.db, Number(image));
    const shape = findRun(product.db, run)?.config.picture;
    if (!shape) throw new FlawsmithError('not-found', `There is no run ${run}`);
    const file = findMapFile(product, run, hash);
    if (!file) throw new FlawsmithError('not-found', 'This image has no map yet.', { hint: 'Evaluate the run again.' });
    const body = await readFile(await requireInProduct(product, file));
    return context.body(new Uint8Array(body), 200, {
      'Content-Type': 'application/octet-stream',
      ...mapHeaders(shape),
      'Cache-Control': 'no-cache',
    });
  });
  return routes;
}

const webpHeaders = { 'Content-Type': 'image/webp', 'Cache-Control': 'no-cache' };

/** A file that an import would take, before it is taken. */
async function sendPlanned(workspace: Workspace, context: Context): Promise<Response> {
  const file = await requireAllowed(workspace, context.req.query('file') ?? '');
  return context.body(new Uint8Array(await fileThumbnail(file)), 200, webpHeaders);
}

async function sendGolden(workspace: Workspace, context: Context): Promise<Response> {
  const { product, release, index } = context.req.param() as Record<'product' | 'release' | 'index', string>;
  const picture = await goldenPicture(workspace.product(product), Number(release), Number(index), 2 * thumbSide);
  return context.body(new Uint8Array(await picture.webp({ quality: 82 }).toBuffer()), 200, webpHeaders);
}

/** Width and height of a map, as the page reads them. */
export const mapHeaders = ({ width, height }: PictureShape): Record<string, string> => ({
  'X-Map-Width': String(width),
  'X-Map-Height': String(height),
});

/** A picture as the run saw it, so that its maps lie on it pixel by pixel. @throws FlawsmithError `not-found` */
async function workingPicture(product: Product, run: string, id: number, what: string): Promise<MadePicture> {
  if (what !== 'picture' && what !== 'thumb')
    throw new FlawsmithError('not-found', `There is no such picture: ${what}`);
  if (!findRun(product.db, run)) throw new FlawsmithError('not-found', `There is no run ${run}`);
  const image = findImage(product.db, id);
  const view = runView(await readRunFile(product, run));
  await ensureCache(product, [image], [view]);
  const pixels = await readFile(await requireInProduct(product, pixelFile(product, image, view)));
  const { width, height } = view.picture;
  if (what === 'picture') return png(pixels, width, height, 3);
  return { body: await small(sharp(pixels, { raw: { width, height, channels: 3 } })), type: 'image/webp' };
}

const thumbnail = (file: string | Uint8Array): Promise<Buffer> =>
  small(sharp(file, { failOn: 'none', limitInputPixels: 100e6 }).autoOrient());

/** A JPEG is shrunk while it is read; other files are decoded as for training, so that deep ones are not black. */
async function fileThumbnail(file: string, scale?: ValueScale): Promise<Buffer> {
  const bytes = await readImageFile(file);
  if ((await readHeader(bytes, file)).format === 'jpeg') return thumbnail(bytes);
  const { data, width, height } = (await decodeImage({ bytes, file }, scale)).raster;
  return small(sharp(data, { raw: { width, height, channels: 3 } }));
}

export const small = (picture: Sharp): Promise<Buffer> =>
  picture.resize(thumbSide, thumbSide, { fit: 'inside', withoutEnlargement: true }).webp({ quality: 82 }).toBuffer();

export interface MadePicture {
  body: Uint8Array;
  type: string;
}

const makers = {
  /** Kept on disk by content, so that a gallery of 100,000 scrolls. */
  async thumb(product: Product, id: number): Promise<MadePicture> {
    const { file, hash } = findKnownImage(product.db, id);
    const kept = await requireInProduct(product, product.path('cache', 'thumbs', contentFileName(hash, '.webp')));
    const known = await readFile(kept).catch(() => null); // absent: to be made
    if (known) return { body: known, type: 'image/webp' };
    const body = await fileThumbnail(file, readScale(product.db));
    await mkdir(join(kept, '..'), { recursive: true });
    await writeFileAtomic(kept, body);
    return { body, type: 'image/webp' };
  },
  async full(product: Product, id: number): Promise<MadePicture> {
    const { raster } = await decodeOriginal(product, findKnownImage(product.db, id));
    return png(raster.data, raster.width, raster.height, 3);
  },
  async mask(product: Product, id: number): Promise<MadePicture> {
    const image = findKnownImage(product.db, id);
    if (!image.maskFile) throw new FlawsmithError('not-found', 'This image has no mask.');
    const { mask } = (await readImageMask(image))!;
    return png(mask.data, mask.width, mask.height, 1);
  },
};

/** Raw pixels as a PNG. */
export async function png(data: Uint8Array, width: number, height: number, channels: 1 | 3 | 4): Promise<MadePicture> {
  const body = await sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 3 }).toBuffer();
  return { body, type: 'image/png' };
}
