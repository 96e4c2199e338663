import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { RPCHandler } from '@orpc/server/fetch';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { previewRequestSchema } from '#shared/contract/studio.ts';
import { CancelledError, FlawsmithError, serializeError } from '#shared/errors.ts';
import { projectRoot } from '#studio/paths.ts';
import { PreviewForge } from '#studio/synthesis/previewForge.ts';
import { Workspace, type WorkspaceOptions } from '#studio/workspace/workspace.ts';
import { pictureRoutes } from './pictures.ts';
import { listenFailure } from './port.ts';
import { router } from './routes/index.ts';
import { sampleRoutes } from './samples.ts';
import { createToken, guard } from './security.ts';

const mostBodyBytes = 2 ** 20;

export interface StudioServerOptions extends WorkspaceOptions {
  /** 0: any free one. */
  port?: number;
  /** Folder of the built page. */
  pageDir?: string;
  token?: string;
}

export interface StudioServer {
  port: number;
  token: string;
  /** The address that opens the window, with the one-time token. */
  address: string;
  workspace: Workspace;
  /** Ends all work, closes the products and stops listening. */
  close(): Promise<void>;
}

/** Starts the studio's one door on the loopback address. */
export async function startStudioServer(options: StudioServerOptions = {}): Promise<StudioServer> {
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const workspace = new Workspace({ ...options, log });
  const previews = new PreviewForge();
  const token = options.token ?? createToken();
  let port = 0;
  const app = new Hono();
  app.use(guard({ token, port: () => port, log }));
  app.use(
    bodyLimit({
      maxSize: mostBodyBytes,
      onError: (context) => context.json({ code: 'usage', message: 'too large' }, 413),
    }),
  );
  app.onError((error, context) => {
    const data = serializeError(error);
    if (data.code === 'internal') log(`${context.req.path}: ${data.message}\n${data.details ?? ''}`);
    return context.json(data, data.code === 'not-found' ? 404 : data.code === 'internal' ? 500 : 422);
  });
  const rpc = new RPCHandler(router);
  app.use('/rpc/*', async (context) => {
    const { matched, response } = await rpc.handle(context.req.raw, {
      prefix: '/rpc',
      context: { workspace, log, isProgram: context.req.header('authorization') !== undefined },
    });
    return matched ? response : context.json({ code: 'not-found', message: 'no such command' }, 404);
  });
  app.route('/', previewRoutes(workspace, previews));
  app.route('/', pictureRoutes(workspace));
  app.route('/', sampleRoutes(workspace));
  const pageDir = options.pageDir ?? join(projectRoot, 'out', 'renderer');
  app.use('/*', serveStatic({ root: pageDir }));
  const release = async (): Promise<void> => {
    await workspace.close();
    await previews.close();
  };
  const server = await listen(app, options.port ?? 0).catch(async (error: unknown) => {
    await release(); // threads that wait for work would keep the process from ending
    throw error;
  });
  port = (server.address() as AddressInfo).port;
  return {
    port,
    token,
    address: `http://127.0.0.1:${port}/?token=${token}`,
    workspace,
    async close() {
      await release();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Forged pictures as one body; see previewRequestSchema of the contract. */
function previewRoutes(workspace: Workspace, previews: PreviewForge): Hono {
  const routes = new Hono();
  routes.post('/preview', async (context) => {
    const request = previewRequestSchema.safeParse(await context.req.json().catch(() => null));
    if (!request.success) throw new FlawsmithError('usage', `Malformed request: ${request.error.message}`);
    try {
      const { data } = request;
      const body = await previews.forge(workspace.product(data.product), data, context.req.raw.signal);
      return context.body(body, 200, { 'Content-Type': 'application/octet-stream' });
    } catch (error) {
      if (error instanceof CancelledError) return context.json(serializeError(error), 409);
      throw error;
    }
  });
  return routes;
}

function listen(app: Hono, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => resolve(server));
    server.once('error', (cause) => reject(listenFailure(cause, port)));
  });
}
