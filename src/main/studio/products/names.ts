import { isSameName } from '#shared/domain/productNames.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { Product } from '../product.ts';
import { addAudit } from '../store/records.ts';
import { transaction } from '../store/database.ts';
import { writeSetting } from '../store/settings.ts';

const longest = 80;

/** A product by what a person calls it. */
export interface NamedProduct {
  name: string;
  dir: string;
}

/**
 * The name as it is kept: without blanks around it.
 * @param others known products; one of them may not be called so, in whatever case of letters
 * @param own folder of the product that is named
 * @throws FlawsmithError `usage` with the folder of the product that has the name
 */
export function checkName(wanted: string, others: readonly NamedProduct[], own: string): string {
  const name = wanted.trim();
  if (name === '' || name.length > longest) {
    throw new FlawsmithError('usage', `A product's name has 1 to ${longest} characters.`);
  }
  const taken = others.find((other) => other.dir !== own && isSameName(other.name, name));
  if (!taken) return name;
  throw new FlawsmithError('usage', `Another product is called ${taken.name}: ${taken.dir}`, {
    file: taken.dir,
    hint: 'Choose another name.',
    said: said('nameTaken', { name: taken.name }),
  });
}

/** Names a product anew; its folder stays where it is. @param name of {@link checkName} */
export function renameProduct(product: Product, name: string, who: string): void {
  const old = product.name;
  transaction(product.db, () => {
    writeSetting(product.db, 'name', name);
    addAudit(product.db, { who, what: 'name', old, new: name });
  });
}
