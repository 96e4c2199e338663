import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { numberOption } from '../../src/main/cli/command.ts';
import { parseBackbone, parseSize } from '../../src/main/cli/trainOptions.ts';
import { type BackboneWord, backboneWords, defaultBackbone } from '#shared/domain/backbones.ts';
import { type Budget, defaultSize } from '#shared/domain/runs.ts';
import { projectRoot } from '#studio/paths.ts';

/** What the measuring commands share. */
export interface SharedOptions {
  minutes: number;
  steps?: number;
  /** Side of the working picture, px. */
  size: number;
  /** The frozen network. */
  backbone: BackboneWord;
  data?: string[];
  dataRoot: string;
  again?: boolean;
  anyCommit?: boolean;
  report?: boolean;
  results: string;
  document: string;
}

/** Absolute path of an argument: npm runs scripts in the project's folder and tells where the user stood. */
export const givenPath = (path: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), path);

/** Adds the options that the measuring commands share. */
export function addSharedOptions(command: Command, name: string, minutes: number): Command {
  return command
    .option('--minutes <n>', 'minutes of training a run', numberOption(0.01, 100_000, false), minutes)
    .addOption(new Option('--steps <n>', 'steps of training instead').argParser(numberOption(1, 10_000_000)))
    .option('--size <px>', 'side of the working picture', parseSize, defaultSize)
    .option('--backbone <name>', `frozen network: ${backboneWords.join(' or ')}`, parseBackbone, defaultBackbone)
    .option('--data <names>', 'only these data sets, NAME,NAME', parseNames)
    .option('--data-root <dir>', 'folder of the data sets', givenPath, join(projectRoot, '..', 'shared', 'data'))
    .option('--again', 'measure what is there already once more')
    .option('--any-commit', 'rows measured by another version of the program count')
    .option('--report', 'measure nothing, write the tables')
    .option(
      '--results <file>',
      'where the rows are kept',
      givenPath,
      join(projectRoot, 'docs', 'results', `${name}.jsonl`),
    )
    .option('--document <file>', 'where the tables go', givenPath, join(projectRoot, 'docs', 'results.md'));
}

export const budgetOf = ({ minutes, steps }: Pick<SharedOptions, 'minutes' | 'steps'>): Budget =>
  steps === undefined ? { minutes } : { steps };

/** @throws InvalidArgumentError where a name is empty */
export function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Write NAME,NAME.');
  return names;
}

/** @throws InvalidArgumentError where one is no seed */
export const parseSeeds = (text: string): number[] => parseNames(text).map(numberOption(0, 0xffffffff));

/** Aborted by the first SIGINT or SIGTERM; the second ends the process at once. */
export function cancelSignal(): AbortSignal {
  const stop = new AbortController();
  const cancel = (): void => {
    if (stop.signal.aborted) process.exit(130);
    process.stderr.write('\nCancelling: the row in progress is lost, the others are kept. Once more stops at once.\n');
    stop.abort();
  };
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  return stop.signal;
}
