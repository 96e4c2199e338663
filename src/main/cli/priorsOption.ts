import { Option } from 'commander';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { userPath } from './command.ts';

/** `--priors FILE`, which {@link chosenPriors} reads. */
export const priorsOption = (): Option =>
  new Option('--priors <file>', 'defect recipe (a prior set), JSON; what it leaves out keeps its default');

/**
 * The prior set of a file as it was typed; the default where none was.
 * @throws FlawsmithError `not-found`, `bad-config`, naming the file
 */
export async function chosenPriors(file: string | undefined): Promise<PriorSet> {
  if (file === undefined) return defaultPriorSet;
  const { readPriorSet } = await import('#studio/synthesis/priorFile.ts');
  return readPriorSet(userPath(file));
}
