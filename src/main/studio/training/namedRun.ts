import { type RunNameFault, isCalled, longestRunName, longestRunNote, runNameFault } from '#shared/domain/runNames.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { addAudit } from '../store/records.ts';
import { findRun, listRuns, saveRunWords } from '../store/runs.ts';

/**
 * The run that is meant by an id or a name.
 * @throws FlawsmithError `no-run` where there is none; `product-damaged` where its row cannot be read
 */
export function requireRun(product: Product, word: string): RunRecord {
  const run = findRun(product.db, word) ?? listRuns(product.db).find((known) => isCalled(known, word));
  if (run) return run;
  const hint = '`runs PRODUCT` lists the runs with their names.';
  throw new FlawsmithError('no-run', `There is no run ${word}.`, { file: product.dir, hint });
}

const faultWords: Readonly<Record<RunNameFault, string>> = {
  long: `A run's name has ${longestRunName} letters at most.`,
  signs: 'A name is one line, without control characters.',
  id: 'A name that looks like an id would name two runs.',
  taken: 'Another run of this product has this name.',
};

/** The name that a run may be given; null for none. @throws FlawsmithError `usage` */
export function checkedRunName(product: Product, name: string, id?: string): string | null {
  const wanted = name.trim();
  if (wanted === '') return null;
  const others = listRuns(product.db).filter((run) => run.id !== id);
  const fault = runNameFault(wanted, others);
  if (fault) throw new FlawsmithError('usage', faultWords[fault], { hint: 'Give it another name.' });
  return wanted;
}

/**
 * Names a run; an empty name takes the name away. Written to the audit trail.
 * @param product open for writing
 * @throws FlawsmithError `no-run`, `usage` where the name is another run's, too long or looks like an id
 */
export function nameRun(product: Product, word: string, name: string, who: string): RunRecord {
  const run = requireRun(product, word);
  return changeWords(product, run, 'name', checkedRunName(product, name, run.id), who);
}

/** Writes a note on a run; an empty one takes it away. Written to the audit trail. @throws FlawsmithError `no-run`, `usage` */
export function noteRun(product: Product, word: string, note: string, who: string): RunRecord {
  const run = requireRun(product, word);
  const text = note.trim();
  if (text.length > longestRunNote) {
    throw new FlawsmithError('usage', `A note has ${longestRunNote} letters at most; this one has ${text.length}.`);
  }
  return changeWords(product, run, 'note', text || null, who);
}

function changeWords(
  product: Product,
  run: RunRecord,
  what: 'name' | 'note',
  text: string | null,
  who: string,
): RunRecord {
  const old = run[what] ?? null;
  if (old === text) return run;
  return transaction(product.db, () => {
    const changed = saveRunWords(product.db, run, { [what]: text });
    addAudit(product.db, { who, what: `${what} of ${run.id}`, old, new: text });
    return changed;
  });
}
