import { type PriorSet, defaultPriorSet, priorSetSchema } from '#shared/domain/priors.ts';
import type { Product } from '../product.ts';
import { recordEdit } from '../store/edits.ts';
import { addPriorVersion } from '../store/priorVersions.ts';
import { addAudit, listPriorSets, priorSetText, removePriorSet, savePriorSet } from '../store/records.ts';

/** The prior sets that a product can train with: those saved, and the factory set unless one is saved under its name. */
export function availablePriorSets(product: Product): PriorSet[] {
  const saved = listPriorSets(product.db);
  return saved.some(({ name }) => name === defaultPriorSet.name) ? saved : [defaultPriorSet, ...saved];
}

/** What is saved under a name; of one that cannot be read its text. */
const savedUnder = ({ db }: Product, name: string): PriorSet | string | undefined =>
  listPriorSets(db).find((set) => set.name === name) ?? priorSetText(db, name) ?? undefined;

/**
 * Saves a prior set in place of the one of its name, as a step that can be undone, and keeps it as a version for good. Written to the
 * audit trail.
 * @param note what is said of this version
 */
export function savePriors(product: Product, set: PriorSet, who: string, note = ''): void {
  recordEdit(product.db, who, () => {
    const old = savedUnder(product, set.name);
    savePriorSet(product.db, set);
    addPriorVersion(product.db, set, who, note);
    const why = note === '' ? {} : { why: note };
    addAudit(product.db, { who, what: `prior set ${set.name}`, old, new: priorSetSchema.parse(set), ...why });
    return { result: undefined, code: 'priors', values: { name: set.name } };
  });
}

/** Removes a saved prior set, as a step that can be undone. Written to the audit trail. */
export function removePriors(product: Product, name: string, who: string): void {
  recordEdit(product.db, who, () => {
    const old = savedUnder(product, name);
    removePriorSet(product.db, name);
    if (old) addAudit(product.db, { who, what: `prior set ${name}`, old });
    return { result: undefined, code: 'priorsRemoved', values: { name } };
  });
}
