import type { RunRecord } from './runs.ts';

/** Letters of a run's name and of its note, at most. */
export const longestRunName = 60;
export const longestRunNote = 2000;

type Named = Pick<RunRecord, 'id' | 'name'>;

/** What makes a text no name of a run. */
export type RunNameFault = 'long' | 'signs' | 'id' | 'taken';

const alike = (name: string): string => name.normalize('NFKC').toLowerCase();

/** Looks like an id: it would name two runs. */
const isIdLike = (name: string): boolean => /^run-\d+$/i.test(name);

/** True where a person means this run: by its id, or by its name in small or capital letters. */
export function isCalled(run: Named, word: string): boolean {
  return run.id === word || (Boolean(run.name) && alike(run.name!) === alike(word.trim()));
}

/**
 * Why a run may not have a name; null where it may. Names of a product's runs differ in more than capital letters.
 * @param name without blanks around it, not empty
 * @param others the product's other runs
 */
export function runNameFault(name: string, others: readonly Named[]): RunNameFault | null {
  if ([...name].length > longestRunName) return 'long';
  if (/\p{Cc}/u.test(name)) return 'signs';
  if (isIdLike(name)) return 'id';
  return others.some((run) => isCalled(run, name)) ? 'taken' : null;
}

/** The name, or where another run has it the name with the lowest free number: `night (2)`. */
export function freeRunName(name: string, others: readonly Named[]): string {
  const stem = [...name].slice(0, longestRunName - 8).join('');
  for (let number = 2, free = name; ; free = `${stem} (${number++})`) {
    if (runNameFault(free, others) !== 'taken') return free;
  }
}

/** What people read: the name with the id, or the id alone. */
export const runTitle = ({ id, name }: Named): string => (name ? `${name} (${id})` : id);
