import { type Ref, onScopeDispose, shallowRef, watch } from 'vue';
import { type Mark, type RealLimits, isDefect, marksOf } from '#shared/domain/forgedMarks.ts';
import { type DefectMeasure, measureDefects } from '#shared/vision/defectMeasures.ts';
import type { Preview, PreviewItem } from '../../client/studio.ts';

/** Nothing is measured while a slider moves. */
const restMs = 250;

interface Measured {
  forged: DefectMeasure[];
  good: DefectMeasure[];
}
const kept = new WeakMap<PreviewItem, Measured>();

function measure(item: PreviewItem, picture: Preview['picture']): Measured {
  const known = kept.get(item);
  if (known) return known;
  const mask = { ...picture, data: item.mask };
  const of = (data: Uint8Array): DefectMeasure[] => measureDefects({ ...picture, data }, mask).filter(isDefect);
  const measured = { forged: of(item.image), good: of(item.base) };
  kept.set(item, measured);
  return measured;
}

/**
 * What is to be said of each picture of the bench once nothing moves, by its place; measured picture by picture, so that the page stays
 * responsive.
 * @param real of the labelled kind that was compared with; null: none was
 */
export function useMarks(preview: Ref<Preview | null>, real: () => RealLimits | null): Ref<(Mark | null)[]> {
  const marks = shallowRef<(Mark | null)[]>([]);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function begin(): void {
    clearTimeout(timer);
    marks.value = [];
    const shown = preview.value;
    if (shown) timer = setTimeout(() => next(shown, []), restMs);
  }
  function next({ items, picture }: Preview, done: readonly Measured[]): void {
    const item = items[done.length];
    if (!item) marks.value = marksOf(done, real());
    else timer = setTimeout(() => next({ items, picture, milliseconds: 0 }, [...done, measure(item, picture)]));
  }
  watch([preview, real], begin, { immediate: true });
  onScopeDispose(() => clearTimeout(timer));
  return marks;
}
