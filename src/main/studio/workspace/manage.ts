import { basename, dirname, join } from 'node:path';
import type { ProductLosses, ProductSummary } from '#shared/contract/studio.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { deleteProductFolder, isDeleted } from '../products/deletion.ts';
import { duplicateProduct } from '../products/duplicateProduct.ts';
import { productLosses } from '../products/losses.ts';
import { type NamedProduct, checkName, renameProduct } from '../products/names.ts';
import { productFolderName } from './folders.ts';
import { productIdOf } from './registry.ts';
import type { Workspace } from './workspace.ts';

/** The products that the studio knows, by name; one that cannot be opened by its folder's. */
function knownNames(workspace: Workspace): NamedProduct[] {
  return workspace.registry.products.map(({ dir }) => {
    try {
      return { dir, name: workspace.product(productIdOf(dir)).name };
    } catch {
      return { dir, name: basename(dir) }; // the home page says why
    }
  });
}

/** @throws FlawsmithError `usage` where another known product is called so */
export function renameKnown(workspace: Workspace, id: string, wanted: string, who: string): ProductSummary {
  const product = workspace.product(id);
  renameProduct(product, checkName(wanted, knownNames(workspace), product.dir), who);
  return workspace.announce(id);
}

/**
 * Deletes a product and takes it off the list. One that cannot be deleted stays on it.
 * @throws FlawsmithError `usage` while work on it is under way; `product-locked`, `not-writable`
 */
export async function deleteKnown(workspace: Workspace, id: string): Promise<ProductLosses> {
  const product = workspace.product(id);
  const job = workspace.jobs.list().find((running) => running.product === id && running.state === 'running');
  if (job) {
    throw new FlawsmithError('usage', `${job.doing}: work on this product is under way.`, {
      file: product.dir,
      hint: 'Wait for it, or cancel it.',
      said: said('workUnderWay'),
    });
  }
  const losses = productLosses(product);
  workspace.forget(id);
  try {
    await deleteProductFolder(losses.dir);
  } catch (error) {
    if (!isDeleted(losses.dir)) workspace.registry.remember(losses.dir);
    throw error;
  } finally {
    workspace.events.publish(workspace.snapshot());
  }
  return losses;
}

/** @param dir of the copy; a folder beside the product, called like the copy, where it is empty */
export async function duplicateKnown(
  workspace: Workspace,
  id: string,
  order: { dir: string; name: string; withRuns: boolean; who: string },
): Promise<ProductSummary> {
  const product = workspace.product(id);
  const name = checkName(order.name, knownNames(workspace), '');
  const dir = order.dir || join(dirname(product.dir), productFolderName(name));
  const out = await duplicateProduct(product, { ...order, name, dir });
  return workspace.announce(workspace.openProduct(out).id);
}
