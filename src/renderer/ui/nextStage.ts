import { type ProductSummary, type StageWord, stageWords } from '#shared/contract/studio.ts';

/** The stage at work, else the one that waits for a person, else the last that is done. */
export function nextStage({ stages }: Pick<ProductSummary, 'stages'>): StageWord {
  const inState = (...states: string[]) => stageWords.find((stage) => states.includes(stages[stage]?.state ?? ''));
  const lastDone = stageWords.findLast((stage) => stages[stage]?.state === 'done');
  return inState('doing') ?? inState('need', 'failed') ?? lastDone ?? 'dataset';
}
