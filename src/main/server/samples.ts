import { Hono } from 'hono';
import { type SampleIndex, sampleFiles } from '#shared/domain/validation.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '#studio/product.ts';
import { findRun } from '#studio/store/runs.ts';
import { readSampleFile, readSamples } from '#studio/training/curves.ts';
import type { Workspace } from '#studio/workspace/workspace.ts';
import { mapHeaders, png } from './pictures.ts';

const raw = { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-cache' } as const;

/**
 * The fixed sample parts of runs; see sampleUrl and sampleMapUrl of the contract. Run, part and step choose among what the
 * store and the run's index name; file names are made here, none comes from the address.
 */
export function sampleRoutes(workspace: Workspace): Hono {
  const routes = new Hono();
  const find = async (id: string, run: string, part: string): Promise<Sample> => {
    const product = workspace.product(id);
    const index = findRun(product.db, run) ? await readSamples(product, run) : null;
    const number = Number(part);
    if (!index?.parts[number]) throw new FlawsmithError('not-found', 'This run has no such sample part.');
    return { product, index, part: number };
  };
  routes.get('/samples/:product/:run/:part/picture', async (context) => {
    const { product: id, run, part: name } = context.req.param();
    const { product, index, part } = await find(id, run, name);
    const pixels = await readSampleFile(product, run, sampleFiles.picture(part));
    const { body, type } = await png(pixels, index.width, index.height, 3);
    return context.body(new Uint8Array(body), 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' });
  });
  routes.get('/samples/:product/:run/:part/mask', async (context) => {
    const { product: id, run, part: name } = context.req.param();
    const { product, index, part } = await find(id, run, name);
    if (index.parts[part]!.kind === null) throw new FlawsmithError('not-found', 'A good part has no mask.');
    return context.body(new Uint8Array(await readSampleFile(product, run, sampleFiles.mask(part))), 200, raw);
  });
  routes.get('/samples/:product/:run/:part/map/:step', async (context) => {
    const { product: id, run, part: name, step } = context.req.param();
    const { product, index, part } = await find(id, run, name);
    const moment = index.moments.find((known) => known.step === Number(step));
    if (!moment) throw new FlawsmithError('not-found', 'This moment of the run is not kept.');
    const map = await readSampleFile(product, run, sampleFiles.map(part, moment.step));
    return context.body(new Uint8Array(map), 200, { ...raw, ...mapHeaders(index) });
  });
  return routes;
}

interface Sample {
  product: Product;
  index: SampleIndex;
  part: number;
}
