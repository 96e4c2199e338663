import { isDefect } from '#shared/domain/forgedMarks.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import { type DefectMeasure, measureDefects } from '#shared/vision/defectMeasures.ts';
import type { Forger } from '#forging/forger.ts';
import { inOrder } from '#forging/inOrder.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';

export interface ForgedMeasures {
  forged: DefectMeasure[];
  /** How far the same places of the good parts stand out, which show nothing: grey levels. */
  onGood: number[];
  pictures: number;
}

/** Pictures `from` to `from + count` of a seed. */
export interface ForgedPlan {
  priorSet: PriorSet;
  seed: number;
  from: number;
  count: number;
}

/** Forges pictures and measures what their masks mark. @param onPicture called after each. @throws as Forger.forge; CancelledError */
export async function measureForged(
  forger: Forger,
  source: ForgingSource,
  { priorSet, seed, from, count }: ForgedPlan,
  { signal, onPicture }: { signal?: AbortSignal | undefined; onPicture?: (() => void) | undefined } = {},
): Promise<ForgedMeasures> {
  const forge = (i: number) => {
    const keys = { purpose: 'train', seed, number: from + i } as const;
    const wanted = { pixels: true, mask: true, clean: true } as const;
    return forger.forge(source, { kind: 'defect', keys, priorSet }, wanted, signal);
  };
  const result: ForgedMeasures = { forged: [], onGood: [], pictures: count };
  const next = inOrder(forge, forger.ahead, count);
  for (let i = 0; i < count; i++) {
    const { pixels, clean, mask } = await next();
    const marked = { ...source.picture, data: mask };
    result.forged.push(...measureDefects({ ...source.picture, data: pixels }, marked).filter(isDefect));
    const good = measureDefects({ ...source.picture, data: clean }, marked).filter(isDefect);
    result.onGood.push(...good.map(({ contrast }) => contrast));
    onPicture?.();
  }
  return result;
}
