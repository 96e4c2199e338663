import { userName } from '#studio/userName.ts';
import { lookForMissing, startFinding } from '#studio/workspace/findJob.ts';
import { requireAllowed } from '../paths.ts';
import { os } from './context.ts';

/** Who acts, for the audit trail. */
const who = userName();

export const missing = {
  list: os.missing.list.handler(({ input, context, signal }) =>
    lookForMissing(context.workspace, input.product, signal),
  ),
  find: os.missing.find.handler(async ({ input, context }) => {
    const folder = await requireAllowed(context.workspace, input.folder);
    return startFinding(context.workspace, input.product, folder, who);
  }),
};
