import { type Command, InvalidArgumentError, Option } from 'commander';
import { type BackboneWord, backboneWords, backbones, defaultBackbone } from '#shared/domain/backbones.ts';
import { type Moved, mostMovedByHand } from '#shared/domain/movement.ts';
import {
  type Budget,
  type LossWeights,
  defaultLossWeights,
  lossWeightsSchema,
  mostSteps,
} from '#shared/domain/runs.ts';
import { numberOption, seedOption } from './command.ts';

export interface BudgetOptions {
  minutes?: number;
  steps?: number;
}

export interface LearningOptions extends BudgetOptions {
  seed: number;
  loss: LossWeights;
  backbone: BackboneWord;
  /** Share of each side by which good parts are also seen moved. */
  moved: Moved;
}

const defaultMinutes = 5;

/** The options that train and bench share. */
export function addLearningOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--minutes <n>',
        `minutes spent on training steps, ${mostSteps} at most; preparation and judging come on top (${defaultMinutes} where neither is given)`,
      )
        .argParser(numberOption(0.01, 100_000, false))
        .conflicts('steps'),
    )
    .addOption(
      new Option('--steps <n>', 'steps of training, as many as you say; reproducible').argParser(
        numberOption(1, 10_000_000),
      ),
    )
    .option(
      '--backbone <name>',
      `frozen network: ${backboneWords.join(' or ')} (lite2 sees finer and takes half as long again; wide_resnet50_2 is for a card: npm run setup -- --backbone wide_resnet50_2)`,
      parseBackbone,
      defaultBackbone,
    )
    .option('--seed <n>', 'decides all that is drawn at random', seedOption, 0)
    .option(
      '--loss <weights>',
      'weights of the losses, feature=W,score=W,consistency=W; one left out keeps 1',
      parseLossWeights,
      defaultLossWeights,
    )
    .option(
      '--moved <percent>',
      'how far good parts are also seen moved, per cent of each side, 10 at most; 0: as photographed alone; auto: by how far they lie apart',
      parseMoved,
      'auto',
    );
}

/** A share of each side. @throws InvalidArgumentError */
const parseMoved = (text: string): Moved =>
  text === 'auto' ? text : numberOption(0, 100 * mostMovedByHand, false)(text) / 100;

export function budgetOf({ minutes, steps }: BudgetOptions, otherwise: number = defaultMinutes): Budget {
  return steps === undefined ? { minutes: minutes ?? otherwise } : { steps };
}

/** By its word, or by the name that runs and packages carry. @throws InvalidArgumentError, naming those known */
export function parseBackbone(text: string): BackboneWord {
  const found = backboneWords.find((word) => text === word || text === backbones[word].name);
  if (found) return found;
  throw new InvalidArgumentError(`There are ${backboneWords.join(', ')}.`);
}

/** @throws InvalidArgumentError where a name is unknown or a weight is not a number from 0 */
function parseLossWeights(text: string): LossWeights {
  const pairs = text.split(',').map((pair) => pair.split('='));
  const values = Object.fromEntries(
    pairs.map(([name, weight]) => [name!.trim(), weight?.trim() ? Number(weight) : Number.NaN]),
  );
  const parsed = lossWeightsSchema.safeParse({ ...defaultLossWeights, ...values });
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Write feature=W,score=W,consistency=W with numbers from 0.');
}

/** Side of the working picture; `auto` takes it from the priors' smallest defect. */
export const parseSizeOrAuto = (text: string): number | 'auto' => (text === 'auto' ? text : parseSize(text));

/** Side of the working picture. */
export function parseSize(text: string): number {
  const size = numberOption(64, 1024)(text);
  if (size % 32 !== 0) throw new InvalidArgumentError('A multiple of 32 is needed.');
  return size;
}
