import { checkForWindow, lookAt } from '#studio/dataset/check/index.ts';
import { userName } from '#studio/userName.ts';
import { startDescribing } from '#studio/workspace/checkJob.ts';
import { os } from './context.ts';

/** Who acts, for the audit trail. */
const who = userName();

export const check = {
  list: os.check.list.handler(({ input, context, signal }) =>
    checkForWindow(context.workspace.product(input.product), { signal }),
  ),
  look: os.check.look.handler(({ input, context }) => {
    const { product, rows, isLookedAt } = input;
    return { changed: lookAt(context.workspace.product(product), rows, isLookedAt, who) };
  }),
  describe: os.check.describe.handler(({ input, context }) => startDescribing(context.workspace, input.product)),
};
