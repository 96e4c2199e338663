import { Hono } from 'hono';
import { previewRequestSchema } from '#shared/contract/studio.ts';
import { CancelledError, serializeError } from '#shared/errors.ts';
import type { PreviewForge } from '#studio/synthesis/previewForge.ts';
import type { Workspace } from '#studio/workspace/workspace.ts';
import { readBody } from './requestBody.ts';

/** Forged previews as bytes; see previewRequestSchema of the contract. One that is cancelled gets 409. */
export function previewRoutes(workspace: Workspace, previews: PreviewForge): Hono {
  const routes = new Hono();
  routes.post('/preview', async (context) => {
    const data = await readBody(context, previewRequestSchema, 'request');
    try {
      const pieces = await previews.forge(workspace.product(data.product), data, context.req.raw.signal);
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      return context.body(ReadableStream.from(pieces), 200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': String(length),
      });
    } catch (error) {
      if (error instanceof CancelledError) return context.json(serializeError(error), 409);
      throw error;
    }
  });
  return routes;
}
