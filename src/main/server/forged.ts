import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import sharp from 'sharp';
import { FlawsmithError } from '#shared/errors.ts';
import type { ForgedAgain, ForgedAgainPictures } from '#studio/evaluation/forgedAgain.ts';
import { forgedId } from '#studio/evaluation/syntheticSet.ts';
import { requireInProduct } from '#studio/realPaths.ts';
import { findRun } from '#studio/store/runs.ts';
import type { Workspace } from '#studio/workspace/workspace.ts';
import { type MadePicture, mapHeaders, png, small } from './pictures.ts';

/** The address names the evaluation, whose pictures never change. */
const cacheControl = 'private, max-age=86400';

const makers: Readonly<Record<string, (forged: ForgedAgain) => Promise<MadePicture>>> = {
  cutout,
  picture: ({ pixels, shape: { width, height } }) => png(pixels, width, height, 3),
  mask: ({ mask, shape: { width, height } }) => png(mask, width, height, 1),
  async thumb({ pixels, shape: { width, height } }) {
    return { body: await small(sharp(pixels, { raw: { width, height, channels: 3 } })), type: 'image/webp' };
  },
};

/** What was changed of the good part, and nothing else of it. */
function cutout({ pixels, changed, shape: { width, height } }: ForgedAgain): Promise<MadePicture> {
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < changed.length; i++) {
    if (changed[i]! > 0) rgba.set([pixels[3 * i]!, pixels[3 * i + 1]!, pixels[3 * i + 2]!, 255], 4 * i);
  }
  return png(rgba, width, height, 4);
}

/** The forged defects of evaluations, by run and number; see forgedUrl of the contract. */
export function forgedRoutes(workspace: Workspace, forged: ForgedAgainPictures): Hono {
  const routes = new Hono();
  routes.get('/forged/:product/:run/:number/map', async (context) => {
    const { product: id, run, number } = context.req.param();
    const product = workspace.product(id);
    const shape = findRun(product.db, run)?.config.picture;
    if (!shape) throw new FlawsmithError('not-found', `There is no run ${run}`);
    const name = `${forgedId(wholeNumber(number))}.f32`;
    const file = await requireInProduct(product, product.path('runs', run, 'maps', name));
    const body = await readFile(file).catch(() => {
      throw new FlawsmithError('not-found', 'This forged defect has no map yet.', { hint: 'Evaluate the run again.' });
    });
    return context.body(new Uint8Array(body), 200, {
      'Content-Type': 'application/octet-stream',
      ...mapHeaders(shape),
      'Cache-Control': 'no-cache',
    });
  });
  routes.get('/forged/:product/:run/:number/:what', async (context) => {
    const { product: id, run, number, what } = context.req.param();
    const product = workspace.product(id);
    const make = Object.hasOwn(makers, what) ? makers[what] : undefined;
    if (!make || !findRun(product.db, run)) throw new FlawsmithError('not-found', `There is no such picture: ${what}`);
    const { body, type } = await make(
      await forged.forge(product, run, wholeNumber(number), what === 'cutout' ? 'sharp' : 'judged'),
    );
    return context.body(new Uint8Array(body), 200, { 'Content-Type': type, 'Cache-Control': cacheControl });
  });
  return routes;
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new FlawsmithError('not-found', `There is no forged defect ${text.slice(0, 20)}`);
}
