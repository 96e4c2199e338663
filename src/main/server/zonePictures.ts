import { type Context, Hono } from 'hono';
import { namedZones, writtenZonesSchema } from '#shared/domain/zones.ts';
import { averagedParts, meanPicture, seenPicture, spreadPicture } from '#studio/dataset/meanPicture.ts';
import { findImage } from '#studio/store/gallery.ts';
import type { Workspace } from '#studio/workspace/workspace.ts';
import { requireShowable } from './paths.ts';
import { cacheControl, png } from './pictures.ts';
import { readBody } from './requestBody.ts';

/** What zones are drawn on, and what they leave of a picture; see meanUrl and seenUrl of the contract. */
export function zonePictureRoutes(workspace: Workspace): Hono {
  const routes = new Hono();
  const send = async (
    context: Context,
    { pixels, picture }: Awaited<ReturnType<typeof meanPicture>>,
    keeping: string,
  ): Promise<Response> => {
    const { body, type } = await png(pixels, picture.width, picture.height, 3);
    return context.body(new Uint8Array(body), 200, { 'Content-Type': type, 'Cache-Control': keeping });
  };
  /** Every picture that goes into the mean has to be one that the window may show. */
  const averaged = async (id: string) => {
    const product = workspace.product(id);
    for (const image of averagedParts(product)) await requireShowable(workspace, id, image.id);
    return product;
  };
  routes.get('/:product/mean', async (context) =>
    send(context, await meanPicture(await averaged(context.req.param('product'))), cacheControl),
  );
  routes.get('/:product/spread', async (context) =>
    send(context, await spreadPicture(await averaged(context.req.param('product'))), cacheControl),
  );
  routes.post('/:product/:image/seen', async (context) => {
    const { product: id, image } = context.req.param();
    const zones = namedZones(await readBody(context, writtenZonesSchema, 'zones'));
    await requireShowable(workspace, id, Number(image));
    const product = await averaged(id);
    const { signal } = context.req.raw;
    const seen = await seenPicture(product, findImage(product.db, Number(image)), zones, { signal });
    return send(context, seen, 'no-store');
  });
  return routes;
}
