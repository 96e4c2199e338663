import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ProductSummary } from '#shared/contract/studio.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { checkName } from '../products/names.ts';
import type { Workspace } from './workspace.ts';

/**
 * Makes a product that is not there yet: a new one never takes the place of another, nor its pictures.
 * @param dir absolute
 * @throws FlawsmithError `usage` where a known product is called so, or a product lies in the folder
 */
export function createProduct(workspace: Workspace, dir: string, name: string): ProductSummary {
  const free = checkName(name, workspace.summaries(), '');
  if (existsSync(join(dir, 'product.db'))) {
    throw new FlawsmithError('usage', `A product lies in this folder already: ${dir}`, {
      file: dir,
      hint: 'Choose another name, or open that product from the home page and add the pictures to it.',
      said: said('productThere', { path: dir }),
    });
  }
  return workspace.announce(workspace.openProduct(dir, { name: free }).id);
}
