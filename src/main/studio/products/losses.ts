import { existsSync, readdirSync } from 'node:fs';
import type { ProductLosses } from '#shared/contract/studio.ts';
import type { Product } from '../product.ts';
import { countImages } from '../store/images.ts';
import { listPriorSets, listReleases } from '../store/records.ts';
import { listRuns, runIds } from '../store/runs.ts';

/** What deleting a product would take away for good, and which packages it leaves. */
export function productLosses(product: Product): ProductLosses {
  const masks = product.path('masks');
  const packages = listReleases(product.db).map((release) => String(release['package']));
  return {
    name: product.name,
    dir: product.dir,
    pictures: countImages(product.db).reduce((sum, { count }) => sum + count, 0),
    ownMasks: existsSync(masks) ? readdirSync(masks).filter((name) => name.endsWith('.png')).length : 0,
    runs: runIds(product.db).length,
    trained: listRuns(product.db).filter(({ state }) => state === 'trained').length,
    releases: packages.length,
    priorSets: listPriorSets(product.db).length,
    packages: [...new Set(packages)].filter((dir) => existsSync(dir)),
  };
}
