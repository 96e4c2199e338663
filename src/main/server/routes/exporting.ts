import { listPackages, readCertificate, usualPackageDir } from '#studio/export/packages.ts';
import { exportQuestions } from '#studio/export/questions.ts';
import { sinceLastRelease } from '#studio/export/releaseHistory.ts';
import { approveRelease, restoreRelease, rollBack, withdrawRelease } from '#studio/export/releases.ts';
import { listAudit } from '#studio/store/records.ts';
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
  questions: os.export.questions.handler(({ input, context }) =>
    exportQuestions(context.workspace.product(input.product), input.run),
  ),
  certificate: os.export.certificate.handler(({ input, context }) =>
    readCertificate(context.workspace.product(input.product), input.release),
  ),
  changes: os.export.changes.handler(({ input, context }) =>
    sinceLastRelease(context.workspace.product(input.product), input.release),
  ),
  approve: os.export.approve.handler(async ({ input, context }) => {
    await approveRelease(context.workspace.product(input.product), input.release, input);
    context.workspace.announce(input.product);
  }),
  withdraw: os.export.withdraw.handler(({ input, context }) => {
    withdrawRelease(context.workspace.product(input.product), input.release, input);
    context.workspace.announce(input.product);
  }),
  restore: os.export.restore.handler(({ input, context }) => {
    restoreRelease(context.workspace.product(input.product), input.release, input);
    context.workspace.announce(input.product);
  }),
  rollBack: os.export.rollBack.handler(async ({ input, context }) => {
    const withdrawn = await rollBack(context.workspace.product(input.product), input.release, input);
    context.workspace.announce(input.product);
    return withdrawn;
  }),
  audit: os.export.audit.handler(({ input, context }) => listAudit(context.workspace.product(input.product).db)),
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
