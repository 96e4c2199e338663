import { basename } from 'node:path';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { csvOf } from '#shared/domain/csv.ts';
import { scaleOf } from '#shared/domain/manifest.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { reportLanguages } from '#shared/locales/translator.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { decodeImage } from '#scoring/decode.ts';
import { heatPicture } from '#studio/export/heatPicture.ts';
import { releaseScoresCsv } from '#studio/export/scoreTable.ts';
import type { TryOut } from '#studio/export/tryOut.ts';
import type { Product } from '#studio/product.ts';
import { gatherReport } from '#studio/report/gather.ts';
import { reportPage } from '#studio/report/page.ts';
import type { Workspace } from '#studio/workspace/workspace.ts';
import { requireAllowed } from './paths.ts';
import { mapHeaders, png, thumbSide } from './pictures.ts';

/**
 * Files that a page sends to be tried, what is shown of those that were, and scores and reports as files to save; see uploadUrl, triedUrl,
 * reportUrl and releaseCsvUrl of the contract.
 */
export function exportRoutes(workspace: Workspace): Hono {
  const routes = new Hono();
  routes.put('/tryout/:product/upload/:upload', async (context) => {
    const { product: id, upload } = context.req.param();
    const name = context.req.query('name') ?? '';
    if (!/^[0-9a-f-]{36}$/.test(upload) || name === '' || name.length > 4096) {
      throw new FlawsmithError('usage', 'A file to try needs a name.');
    }
    workspace.product(id); // says where there is none
    await workspace.tryOuts.receive(id, upload, name, new Uint8Array(await context.req.arrayBuffer()));
    return context.body(null, 204);
  });
  routes.get('/tryout/:product/:tryout/scores.csv', (context) => {
    const { product: id, tryout } = context.req.param();
    return context.body(triedCsv(workspace.tryOuts.find(id, tryout)), 200, csvHeaders('tried.csv'));
  });
  routes.get('/releases/:product/:release/scores.csv', (context) => {
    const { product: id, release } = context.req.param();
    const csv = releaseScoresCsv(workspace.product(id), Number(release));
    return context.body(csv, 200, csvHeaders(`release-${Number(release)}-scores.csv`));
  });
  routes.get('/reports/:product/:run', (context) =>
    sendReport(context, workspace.product(context.req.param('product'))),
  );
  routes.get('/tryout/:product/:tryout/:row/:what', async (context) => {
    const { product: id, tryout, row, what } = context.req.param();
    const tryOut = workspace.tryOuts.find(id, tryout);
    if (what === 'map') return sendMap(context, tryOut, Number(row));
    const { file, isSent } = tryOut.fileOf(Number(row));
    const path = isSent ? file : await requireAllowed(workspace, file);
    const scale = tryOut.manifest ? scaleOf(tryOut.manifest.input) : undefined;
    const { raster } = await decodeImage(path, scale);
    const { body, type } = what === 'thumb' ? await heatThumb(tryOut, Number(row), raster) : await pngOf(raster);
    return context.body(new Uint8Array(body), 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' });
  });
  return routes;
}

const pngOf = ({ data, width, height }: Raster): ReturnType<typeof png> => png(data, width, height, 3);

async function heatThumb(tryOut: TryOut, row: number, raster: Raster): ReturnType<typeof png> {
  const { hasMap = false, score = null } = tryOut.rows[row] ?? {};
  const map = hasMap ? await tryOut.map(row) : null;
  const judged = { score: score ?? 0, limits: tryOut.manifest?.limits ?? { acceptLimit: 0 } };
  const picture = await heatPicture(raster, map, judged, thumbSide);
  return { body: await picture.webp({ quality: 82 }).toBuffer(), type: 'image/webp' };
}

async function sendMap(context: Context, tryOut: TryOut, row: number): Promise<Response> {
  const map = await tryOut.map(row);
  return context.body(new Uint8Array(map.data.buffer as ArrayBuffer), 200, {
    'Content-Type': 'application/octet-stream',
    ...mapHeaders(map),
    'Cache-Control': 'no-cache',
  });
}

const languageSchema = z.enum(reportLanguages).catch('en');

async function sendReport(context: Context, product: Product): Promise<Response> {
  const data = await gatherReport(product, context.req.param('run'));
  const page = reportPage(data, languageSchema.parse(context.req.query('language')));
  const name = encodeURIComponent(`${basename(product.dir)}-${data.run.id}.html`);
  return context.body(page, 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
    'Cache-Control': 'no-cache',
  });
}

/** Sent as a file to save. */
const csvHeaders = (name: string): Record<string, string> => ({
  'Content-Type': 'text/csv; charset=utf-8',
  'Content-Disposition': `attachment; filename="${name}"`,
  'Cache-Control': 'no-cache',
});

const triedCsv = ({ rows }: TryOut): string =>
  csvOf(
    ['file', 'verdict', 'score', 'ms', 'hotSpotX', 'hotSpotY', 'hotSpotValue', 'error'],
    rows.map(({ name, file, verdict, score, ms, spot, error }) => [
      file ?? name,
      verdict,
      score,
      ms === null ? null : Math.round(ms * 100) / 100,
      ...(spot ? [spot.x, spot.y, spot.value] : [null, null, null]),
      error?.message ?? null,
    ]),
  );
