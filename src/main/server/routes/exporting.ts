import { listPackages, usualPackageDir } from '#studio/export/packages.ts';
import { startExport } from '#studio/workspace/runJobs.ts';
import { startTryOut } from '#studio/workspace/tryOutJob.ts';
import { requireAllowed } from '../paths.ts';
import { os } from './context.ts';

export const exporting = {
  packages: os.export.packages.handler(({ input, context }) => listPackages(context.workspace.product(input.product))),
  start: os.export.start.handler(async ({ input, context }) => {
    const { workspace } = context;
    const out = input.out || usualPackageDir(workspace.product(input.product));
    return startExport(workspace, input.product, input.run, await requireAllowed(workspace, out));
  }),
  tryOut: os.export.tryOut.handler(({ input, context }) => {
    const { workspace } = context;
    const { product, release, paths, upload } = input;
    return startTryOut(workspace, product, { release, paths, upload }, (file) => requireAllowed(workspace, file));
  }),
  tried: os.export.tried.handler(({ input, context }) => {
    const kept = context.workspace.tryOuts.get(input.product);
    if (!kept) return null;
    const { id, release, tryOut } = kept;
    const { total, listed, manifest, rows } = tryOut;
    const { skipped, beyond } = listed;
    return { id, release, total, limits: manifest?.limits ?? null, rows: rows.slice(input.from), skipped, beyond };
  }),
};
