import { join } from 'node:path';
import type { Job } from '#shared/contract/studio.ts';
import { importFolder } from '../dataset/import.ts';
import { writeSamplePictures } from '../sampleProduct.ts';
import { countImages } from '../store/images.ts';
import { productIdOf } from './registry.ts';
import type { Workspace } from './workspace.ts';

/** Folder of the sample product. */
export const sampleDir = ({ productsDir }: Pick<Workspace, 'productsDir'>): string =>
  join(productsDir, 'sample', 'product');

/** Renders and imports the sample product; what is there already is not done again. */
export function startSample(workspace: Workspace): Job {
  const root = join(workspace.productsDir, 'sample');
  const dir = sampleDir(workspace);
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
}
