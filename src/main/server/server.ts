import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { RPCHandler } from '@orpc/server/fetch';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { serializeError } from '#shared/errors.ts';
import { uploadBounds } from '#studio/export/privateFolder.ts';
import { projectRoot } from '#studio/paths.ts';
import { ForgedAgainPictures } from '#studio/evaluation/forgedAgain.ts';
import { PreviewForge } from '#studio/synthesis/previewForge.ts';
import { readPorts, rememberPort } from '#studio/workspace/ports.ts';
import { restoreQueue } from '#studio/workspace/trainJob.ts';
import { Workspace, type WorkspaceOptions } from '#studio/workspace/workspace.ts';
import { exportRoutes } from './exports.ts';
import { forgedRoutes } from './forged.ts';
import { pictureRoutes } from './pictures.ts';
import { listenFailure, otherPort } from './port.ts';
import { previewRoutes } from './previews.ts';
import { router } from './routes/index.ts';
import { sampleRoutes } from './samples.ts';
import { OneTimeCodes } from './oneTimeCodes.ts';
import { createSecret } from './secrets.ts';
import { type Asking, guard, hardened, isUpload } from './security.ts';
import { zonePictureRoutes } from './zonePictures.ts';

const mostBodyBytes = 2 ** 20;
/** Of strokes: what a wand takes of a noisy photograph is many runs. */
const mostStrokeBytes = 2 ** 26;

export interface StudioServerOptions extends WorkspaceOptions {
  /** 0: any free one. Where absent: the one it had before, another free one where that is taken. */
  port?: number | undefined;
  /** Folder of the built page. */
  pageDir?: string;
  /** Told of a fresh link when a browser came without one that holds, at most twice a minute. */
  onTurnedAway?: ((link: string) => void) | undefined;
}

export interface StudioServer {
  port: number;
  /** Of programs, as a bearer: it may do what a page may not. */
  token: string;
  /** A fresh address that opens the window, once and within ten minutes. */
  link(): string;
  workspace: Workspace;
  /** Ends all work, closes the products and stops listening. */
  close(): Promise<void>;
}

/** Starts the studio's one door on the loopback address. */
export async function startStudioServer(options: StudioServerOptions = {}): Promise<StudioServer> {
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const workspace = new Workspace({ ...options, log });
  const previews = new PreviewForge();
  const forged = new ForgedAgainPictures();
  const token = createSecret();
  const codes = new OneTimeCodes();
  let port = 0;
  const link = (): string => `http://127.0.0.1:${port}/?code=${codes.create()}`;
  const app = new Hono<Asking>();
  app.use(hardened);
  const turnedAway = (): void => options.onTurnedAway?.(link());
  app.use(guard({ token, pageKey: createSecret(), codes, port: () => port, log, turnedAway: seldom(turnedAway) }));
  app.use(bounded);
  app.onError((error, context) => {
    const data = serializeError(error);
    if (data.code === 'internal') log(`${context.req.path}: ${data.message}\n${data.details ?? ''}`);
    return context.json(data, data.code === 'not-found' ? 404 : data.code === 'internal' ? 500 : 422);
  });
  const rpc = new RPCHandler(router);
  app.use('/rpc/*', async (context) => {
    const { matched, response } = await rpc.handle(context.req.raw, {
      prefix: '/rpc',
      context: { workspace, log, isProgram: context.get('isProgram') },
    });
    return matched ? response : context.json({ code: 'not-found', message: 'no such command' }, 404);
  });
  app.route('/', previewRoutes(workspace, previews));
  app.route('/', pictureRoutes(workspace));
  app.route('/zones', zonePictureRoutes(workspace));
  app.route('/', forgedRoutes(workspace, forged));
  app.route('/', sampleRoutes(workspace));
  app.route('/', exportRoutes(workspace));
  const pageDir = options.pageDir ?? join(projectRoot, 'out', 'renderer');
  app.use('/*', serveStatic({ root: pageDir }));
  const release = async (): Promise<void> => {
    await workspace.close();
    await previews.close();
    await forged.close();
  };
  const server = await listenWhereBefore(app, options.port, workspace.stateDir, log).catch(async (error: unknown) => {
    await release(); // threads that wait for work would keep the process from ending
    throw error;
  });
  port = (server.address() as AddressInfo).port;
  for (const words of restoreQueue(workspace)) log(words);
  return {
    port,
    token,
    link,
    workspace,
    async close() {
      await release();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const limitOf = (maxSize: number): MiddlewareHandler<Asking> =>
  bodyLimit({ maxSize, onError: (context) => context.json({ code: 'usage', message: 'too large' }, 413) });
const limits = {
  calls: limitOf(mostBodyBytes),
  strokes: limitOf(mostStrokeBytes),
  uploads: limitOf(uploadBounds.fileBytes),
};

/** Refuses what is larger than its kind of call can be. */
const bounded: MiddlewareHandler<Asking> = (context, next) => {
  const isStrokes = context.req.path === '/rpc/labeling/save';
  return limits[isUpload(context) ? 'uploads' : isStrokes ? 'strokes' : 'calls'](context, next);
};

/** Lets one call in half a minute through, so that knocking fills no log. */
function seldom(call: () => void): () => void {
  let lastAt = -Infinity;
  return () => {
    if (performance.now() - lastAt < 30_000) return;
    lastAt = performance.now();
    call();
  };
}

/** @param port where absent: one of those kept in the state folder, else a free one, which is kept */
async function listenWhereBefore(
  app: Hono<Asking>,
  port: number | undefined,
  stateDir: string,
  log: (line: string) => void,
): Promise<ServerType> {
  if (port !== undefined) return listen(app, port);
  const before = readPorts(stateDir);
  for (const known of before) {
    const server = await listen(app, known).catch(() => null);
    if (server === null) continue;
    if (known !== before[0]) log(otherPort(before[0]!, known));
    return server;
  }
  const server = await listen(app, 0);
  const { port: taken } = server.address() as AddressInfo;
  if (before[0] !== undefined) log(otherPort(before[0], taken));
  rememberPort(stateDir, taken);
  return server;
}

function listen(app: Hono<Asking>, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => resolve(server));
    server.once('error', (cause) => reject(listenFailure(cause, port)));
  });
}
