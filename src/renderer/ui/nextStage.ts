import { type ProductSummary, type StageWord, stageWords } from '#shared/contract/studio.ts';

/** The stage at work, else the one that waits for a person, else the last that is done. */
export function nextStage({ stages }: Pick<ProductSummary, 'stages'>): StageWord {
  const inState = (...states: string[]) => stageWords.find((stage) => states.includes(stages[stage]?.state ?? ''));
  const lastDone = stageWords.findLast((stage) => stages[stage]?.state === 'done');
  return inState('doing') ?? inState('need', 'failed') ?? lastDone ?? 'dataset';
}

/** Words of a stage that ask for something else than the stage usually does. */
const unusual = { paused: 'paused', interrupted: 'interrupted', 'stopped early': 'stoppedEarly' } as const;

/** What the next stage waits for: a name of its own where it is not the stage's usual step. */
export function waitsFor(
  product: Pick<ProductSummary, 'stages'>,
): StageWord | 'paused' | 'interrupted' | 'stoppedEarly' | 'missing' {
  const next = nextStage(product);
  const word = product.stages[next]?.word ?? '';
  if (next === 'dataset' && word.endsWith('missing')) return 'missing';
  return unusual[word as keyof typeof unusual] ?? next;
}
