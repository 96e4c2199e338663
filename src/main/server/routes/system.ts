import { readdir, realpath, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { inspect } from '#studio/doctor.ts';
import { flawsmithVersion } from '#studio/versions.ts';
import { isInside, requireAllowed } from '../paths.ts';
import { os } from './context.ts';

const imageExtensions = new Set(['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff']);
const mostEntries = 2000;

export const system = {
  about: os.system.about.handler(async ({ context }) => ({
    version: flawsmithVersion(),
    engine: 'TensorFlow 2.20',
    home: context.workspace.productsDir,
  })),
  doctor: os.system.doctor.handler(async () => {
    const { ok, parts } = await inspect();
    return { ok, parts: parts.map(({ part, state, detail, fix }) => ({ part, state, detail, fix: fix ?? null })) };
  }),
  events: os.system.events.handler(async function* ({ context, signal }) {
    const until = signal ?? new AbortController().signal;
    yield* context.workspace.events.follow(() => context.workspace.snapshot(), until);
  }),
  cancelJob: os.system.cancelJob.handler(({ input, context }) => context.workspace.jobs.cancel(input.job)),
};

export const folders = {
  roots: os.folders.roots.handler(({ context }) => context.workspace.roots.filter((root) => existsSync(root))),
  list: os.folders.list.handler(async ({ input, context }) => {
    const path = await requireAllowed(context.workspace, input.path ?? context.workspace.roots[0]!);
    const parent = resolve(path, '..');
    const isParentAllowed = context.workspace.roots.some((root) => isInside(root, parent));
    return { path, parent: isParentAllowed && parent !== path ? parent : null, entries: await foldersIn(path) };
  }),
  allow: os.folders.allow.handler(async ({ input, context }) => {
    if (!context.isProgram) {
      throw new FlawsmithError('usage', 'Only the desktop shell may open another folder to the studio.');
    }
    const path = await realpath(input.path).catch((error: unknown) => {
      throw toFlawsmithError(error, input.path);
    });
    if (!(await stat(path)).isDirectory())
      throw new FlawsmithError('not-found', `Not a folder: ${path}`, { file: path });
    context.workspace.registry.allow(path);
  }),
};

async function foldersIn(path: string): Promise<{ name: string; path: string; isProduct: boolean; images: number }[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw toFlawsmithError(error, path);
  });
  const visible = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).slice(0, mostEntries);
  const rows = await Promise.all(
    visible.map(async ({ name }) => {
      const inner = join(path, name);
      return {
        name,
        path: inner,
        isProduct: existsSync(join(inner, 'product.db')),
        images: await countImageFiles(inner),
      };
    }),
  );
  return rows.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

/** Image files directly inside; 0 where the folder cannot be read. */
async function countImageFiles(path: string): Promise<number> {
  try {
    return (await readdir(path)).filter((name) => imageExtensions.has(extname(name).toLowerCase())).length;
  } catch {
    return 0; // a folder without permission is listed, and says why when it is opened
  }
}
