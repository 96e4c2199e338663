import { join } from 'node:path';
import { productFolderName } from '#studio/workspace/folders.ts';
import { startSample } from '#studio/workspace/sample.ts';
import { requireAllowed } from '../paths.ts';
import { os } from './context.ts';

export const products = {
  list: os.products.list.handler(({ context }) => context.workspace.summaries()),
  create: os.products.create.handler(async ({ input, context }) => {
    const { workspace } = context;
    const wanted = input.dir === '' ? join(workspace.productsDir, productFolderName(input.name)) : input.dir;
    const dir = await requireAllowed(workspace, wanted);
    const { id } = workspace.openProduct(dir, { name: input.name });
    return workspace.announce(id);
  }),
  open: os.products.open.handler(async ({ input, context }) => {
    const dir = await requireAllowed(context.workspace, input.dir);
    return context.workspace.announce(context.workspace.openProduct(dir).id);
  }),
  forget: os.products.forget.handler(({ input, context }) => context.workspace.forget(input.product)),
  sample: os.products.sample.handler(({ context }) => startSample(context.workspace)),
};
