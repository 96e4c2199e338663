import { type Ref, ref, shallowRef, watch } from 'vue';
import type { GalleryFilter, GalleryRow } from '#shared/contract/studio.ts';
import type { GalleryOrder } from '#shared/domain/gallery.ts';
import { CancelledError } from '#shared/errors.ts';
import { useSession } from '../../client/session.ts';
import { explain, studio } from '../../client/studio.ts';

/** What the product holds, and what its last import left out. */
export type DatasetSummary = Awaited<ReturnType<typeof studio.dataset.summary>>;

const pageSize = 200;

/**
 * Rows of a gallery of any length, loaded in pages as they come into view; changing filter or order starts anew. What was
 * there stays until the new rows are here.
 */
export function useGallery(
  product: string,
  filter: Ref<GalleryFilter>,
  order: Ref<GalleryOrder>,
  generation: Ref<string>,
) {
  const session = useSession();
  const total = ref(0);
  const isLoaded = ref(false);
  const pages = shallowRef(new Map<number, GalleryRow[]>());
  let stop = new AbortController();
  const pending = new Set<number>();
  /** Pages of before the last reset, shown until they are here anew. */
  let stale = new Set<number>();

  function reset(): void {
    stop.abort();
    stop = new AbortController();
    pending.clear();
    stale = new Set(pages.value.keys());
    void load(0);
  }

  async function load(page: number): Promise<void> {
    if (!session.isKnown || pending.has(page) || (pages.value.has(page) && !stale.has(page))) return;
    pending.add(page);
    const { signal } = stop;
    try {
      const answer = await studio.dataset.images(
        { product, filter: filter.value, order: order.value, offset: page * pageSize, limit: pageSize },
        { signal },
      );
      if (signal.aborted) return;
      total.value = answer.total;
      stale.delete(page);
      pages.value = new Map(pages.value).set(page, answer.rows);
      isLoaded.value = true;
    } catch (error) {
      if (!(explain(error) instanceof CancelledError)) console.info('A page of the gallery did not load.', error);
    } finally {
      pending.delete(page);
    }
  }

  /** The row at a place, or undefined while it is on its way. */
  function row(index: number): GalleryRow | undefined {
    const page = Math.floor(index / pageSize);
    const known = pages.value.get(page);
    if (!known || stale.has(page)) void load(page);
    return known?.[index % pageSize];
  }

  /** Rows that are here, in no order. */
  const known = (): GalleryRow[] => [...pages.value.values()].flat();

  /** Ids of all pictures that the filter leaves, in their order. */
  const ids = (): Promise<number[]> => studio.dataset.ids({ product, filter: filter.value, order: order.value });

  watch([filter, order, generation], reset, { deep: true, immediate: true });
  return { total, isLoaded, row, known, ids, reset };
}
