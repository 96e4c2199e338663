import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import type { Product } from '../product.ts';
import { listPriorSets } from '../store/records.ts';

/** The prior sets that a product can train with: those saved, and the factory set unless one is saved under its name. */
export function availablePriorSets(product: Product): PriorSet[] {
  const saved = listPriorSets(product.db);
  return saved.some(({ name }) => name === defaultPriorSet.name) ? saved : [defaultPriorSet, ...saved];
}
