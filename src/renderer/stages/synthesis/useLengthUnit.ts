import { type ComputedRef, type Ref, computed, ref } from 'vue';
import { photographLength } from '#shared/domain/resolution.ts';
import type { PreviewItem } from '../../client/previewBody.ts';
import { useLengths } from '../../ui/useLengths.ts';

type Unit = 'px' | 'mm';
/** What a person chose; the window keeps it from one page to the next. */
const chosen = ref<Unit>('mm');

/** Ranges of a recipe that are lengths, px of a picture of 256 × 256. */
const lengths: readonly string[] = ['size', 'width', 'edge', 'reach'];
export const isLength = (name: string): boolean => lengths.includes(name);

/**
 * The unit in which lengths of the bench are shown and typed: mm where the product has a scale and nobody wants px. The recipe
 * stays in pixels.
 * @param part the photograph that is shown large; null before it is
 */
export function useLengthUnit(
  product: () => string,
  part: () => PreviewItem['header']['base'] | null,
): {
  unit: Ref<Unit>;
  /** mm for each pixel of the photographs; null where lengths are in px. */
  mmPerPixel: ComputedRef<number | null>;
  /** mm for each unit of a recipe's lengths; null where they are in px. */
  mmPerLength: ComputedRef<number | null>;
  /** The product has a scale. */
  canChoose: ComputedRef<boolean>;
} {
  const { mmPerPixel: scale } = useLengths(product);
  const mmPerPixel = computed(() => (chosen.value === 'mm' ? scale.value : null));
  const mmPerLength = computed(() => {
    const shown = part();
    return shown && mmPerPixel.value !== null ? photographLength(1, shown) * mmPerPixel.value : null;
  });
  return { unit: chosen, mmPerPixel, mmPerLength, canChoose: computed(() => scale.value !== null) };
}
