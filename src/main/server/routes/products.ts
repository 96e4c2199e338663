import { join } from 'node:path';
import { type SavedPixelSize, savePixelSize, savedPixelSize } from '#studio/dataset/pixelSize.ts';
import { productLosses } from '#studio/products/losses.ts';
import { userName } from '#studio/userName.ts';
import { createProduct } from '#studio/workspace/createProduct.ts';
import { productFolderName } from '#studio/workspace/folders.ts';
import { deleteKnown, duplicateKnown, renameKnown } from '#studio/workspace/manage.ts';
import { startSample } from '#studio/workspace/sample.ts';
import { requireAllowed } from '../paths.ts';
import { os } from './context.ts';

/** Who acts, for the audit trail. */
const who = userName();

const scaleOf = ({ damage, ...saved }: SavedPixelSize) => ({ ...saved, isDamaged: damage !== null });

export const products = {
  list: os.products.list.handler(({ context }) => context.workspace.summaries()),
  create: os.products.create.handler(async ({ input, context }) => {
    const { workspace } = context;
    const wanted = input.dir === '' ? join(workspace.productsDir, productFolderName(input.name)) : input.dir;
    const dir = await requireAllowed(workspace, wanted);
    return createProduct(workspace, dir, input.name);
  }),
  open: os.products.open.handler(async ({ input, context }) => {
    const dir = await requireAllowed(context.workspace, input.dir);
    return context.workspace.announce(context.workspace.openProduct(dir).id);
  }),
  forget: os.products.forget.handler(({ input, context }) => context.workspace.forget(input.product)),
  rename: os.products.rename.handler(({ input, context }) =>
    renameKnown(context.workspace, input.product, input.name, who),
  ),
  losses: os.products.losses.handler(({ input, context }) => productLosses(context.workspace.product(input.product))),
  delete: os.products.delete.handler(({ input, context }) => deleteKnown(context.workspace, input.product)),
  duplicate: os.products.duplicate.handler(async ({ input, context }) => {
    const { product, name, withRuns } = input;
    const dir = input.dir && (await requireAllowed(context.workspace, input.dir));
    return duplicateKnown(context.workspace, product, { dir, name, withRuns, who });
  }),
  readScale: os.products.readScale.handler(({ input, context }) =>
    scaleOf(savedPixelSize(context.workspace.product(input.product))),
  ),
  saveScale: os.products.saveScale.handler(({ input, context }) => {
    const saved = savePixelSize(context.workspace.product(input.product), input.stated, who);
    context.workspace.announce(input.product);
    return scaleOf(saved);
  }),
  sample: os.products.sample.handler(({ context }) => startSample(context.workspace)),
};
