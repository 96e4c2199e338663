import { computed, ref, shallowRef, watch } from 'vue';
import { type StatedPixelSize, canMeasure } from '#shared/domain/pixelSize.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';
import { type Line, lengthOf } from './measureLine.ts';

/** What a pixel of a product's photographs measures, and a line of known length to find it by; nothing is written before it is set. */
export function useScale(product: string) {
  const session = useSession();
  const { error, isBusy, run } = useAction();
  const { value: saved, error: loadError } = useLoad(
    () => [product, session.generation, session.productById(product)?.mmPerPixel],
    (signal) => studio.products.readScale({ product }, { signal }),
  );
  const line = shallowRef<Line | null>(null);
  /** Length of the line on the part, mm; NaN until it is typed. */
  const mm = ref(NaN);
  const pixels = computed(() => (line.value ? lengthOf(line.value) : 0));
  /** mm for each pixel as the line says; null while it says nothing that can be. */
  const measured = computed(() => (canMeasure(mm.value, pixels.value) ? mm.value / pixels.value : null));
  watch(line, (now) => {
    if (!now) mm.value = NaN;
  });

  const save = (stated: StatedPixelSize | null): Promise<boolean> =>
    run(async () => {
      saved.value = await studio.products.saveScale({ product, stated });
    });
  async function saveMeasured(): Promise<boolean> {
    return measured.value !== null && (await save({ mm: mm.value, pixels: pixels.value }));
  }
  const failure = computed(() => error.value ?? loadError.value);
  return { saved, line, mm, pixels, measured, isBusy, failure, save, saveMeasured };
}
