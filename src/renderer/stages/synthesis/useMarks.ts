import { type Ref, onScopeDispose, shallowRef, watch } from 'vue';
import { type Mark, type RealLimits, isDefect, marksOf } from '#shared/domain/forgedMarks.ts';
import { type DefectMeasure, measureDefects } from '#shared/vision/defectMeasures.ts';
import type { Sides } from '#shared/vision/raster.ts';

/** Nothing is measured while a slider moves. */
const restMs = 250;

/** Forged pictures as the marks need them, of one size. */
export interface ShownPictures {
  picture: Sides;
  /** RGB of the forged one and of its good part; the mask a byte a pixel. */
  items: readonly { image: Uint8Array; base: Uint8Array; mask: Uint8Array }[];
}
type ShownPicture = ShownPictures['items'][number];

interface Measured {
  forged: DefectMeasure[];
  good: DefectMeasure[];
}
const kept = new WeakMap<ShownPicture, Measured>();

function measure(item: ShownPicture, picture: Sides): Measured {
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
 * @param isMoving newer pictures are on their way: measuring these would hold them up
 * @param real of the labelled kind that was compared with; null: none was
 */
export function useMarks(
  preview: Ref<ShownPictures | null>,
  isMoving: Ref<boolean>,
  real: () => RealLimits | null,
): Ref<(Mark | null)[]> {
  const marks = shallowRef<(Mark | null)[]>([]);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function begin(): void {
    clearTimeout(timer);
    const shown = preview.value;
    if (shown && !isMoving.value) timer = setTimeout(() => next(shown, []), restMs);
  }
  function next(shown: ShownPictures, done: readonly Measured[]): void {
    const { items, picture } = shown;
    const item = items[done.length];
    if (!item) marks.value = marksOf(done, real());
    else timer = setTimeout(() => next(shown, [...done, measure(item, picture)]));
  }
  watch([preview, real], () => (marks.value = []));
  watch([preview, isMoving, real], begin, { immediate: true });
  onScopeDispose(() => clearTimeout(timer));
  return marks;
}
