import { join } from 'node:path';
import { importFolder } from '#studio/dataset/import.ts';
import { writeSamplePictures } from '#studio/sampleProduct.ts';
import { countImages } from '#studio/store/images.ts';
import { productIdOf } from '#studio/workspace/registry.ts';
import { requireAllowed } from '../paths.ts';
import { os } from './context.ts';

/** Folder name of a product: letters, digits and a few signs of its name. */
const folderName = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N} ._-]/gu, '')
    .trim()
    .replaceAll(/\s+/g, '-') || 'product';

export const products = {
  list: os.products.list.handler(({ context }) => context.workspace.summaries()),
  create: os.products.create.handler(async ({ input, context }) => {
    const { workspace } = context;
    const wanted = input.dir === '' ? join(workspace.productsDir, folderName(input.name)) : input.dir;
    const dir = await requireAllowed(workspace, wanted);
    const { id } = workspace.openProduct(dir, { name: input.name });
    return workspace.announce(id);
  }),
  open: os.products.open.handler(async ({ input, context }) => {
    const dir = await requireAllowed(context.workspace, input.dir);
    return context.workspace.announce(context.workspace.openProduct(dir).id);
  }),
  forget: os.products.forget.handler(({ input, context }) => context.workspace.forget(input.product)),
  sample: os.products.sample.handler(({ context }) => {
    const { workspace } = context;
    const root = join(workspace.productsDir, 'sample');
    const dir = join(root, 'product');
    const id = productIdOf(dir);
    return workspace.jobs.start('sample', id, 'Rendering the sample product', async ({ signal, report }) => {
      const pictures = join(root, 'pictures');
      await writeSamplePictures(pictures, { signal, onProgress: (done, total) => report({ done, total }) });
      const { product } = workspace.openProduct(dir, { name: 'Flange ring (sample)' });
      if (countImages(product.db).length === 0) {
        report({ doing: 'Importing the sample product' });
        await importFolder(product, pictures, { sessionsFile: join(pictures, 'sessions.csv'), signal });
      }
      workspace.announce(id);
      return { product: id };
    });
  }),
};
