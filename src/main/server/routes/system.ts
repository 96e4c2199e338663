import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { FlawsmithError } from '#shared/errors.ts';
import { inspect } from '#studio/doctor.ts';
import { engineName, flawsmithVersion } from '#studio/versions.ts';
import { isInside } from '#studio/realPaths.ts';
import { listFolders, lookIntoFolder, realFolder } from '#studio/workspace/folders.ts';
import { requireAllowed } from '../paths.ts';
import { os } from './context.ts';

export const system = {
  about: os.system.about.handler(async ({ context }) => ({
    version: flawsmithVersion(),
    engine: engineName,
    home: context.workspace.productsDir,
  })),
  doctor: os.system.doctor.handler(() => inspect()),
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
    return { path, parent: isParentAllowed && parent !== path ? parent : null, entries: await listFolders(path) };
  }),
  look: os.folders.look.handler(async ({ input, context, signal }) =>
    lookIntoFolder(await requireAllowed(context.workspace, input.path), signal),
  ),
  allow: os.folders.allow.handler(async ({ input, context }) => {
    if (!context.isProgram) {
      throw new FlawsmithError('usage', 'Only the desktop shell may open another folder to the studio.');
    }
    context.workspace.registry.allow(await realFolder(input.path));
  }),
};
