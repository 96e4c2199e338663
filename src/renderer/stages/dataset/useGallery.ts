import { type Ref, ref, shallowRef, watch } from 'vue';
import type { ImageRow } from '#shared/contract/studio.ts';
import type { Label, Split } from '#shared/domain/images.ts';
import { CancelledError } from '#shared/errors.ts';
import { explain, studio } from '../../client/studio.ts';

/** What the product holds, and what its last import left out. */
export type DatasetSummary = Awaited<ReturnType<typeof studio.dataset.summary>>;

const pageSize = 200;

export interface GalleryFilter {
  split?: Split | undefined;
  label?: Label | undefined;
  session?: string | undefined;
  search?: string | undefined;
}

/** Rows of a gallery of any length, loaded in pages as they come into view; changing the filter starts anew. */
export function useGallery(product: string, filter: Ref<GalleryFilter>, generation: () => unknown) {
  const total = ref(0);
  const isLoaded = ref(false);
  const pages = shallowRef(new Map<number, ImageRow[]>());
  let stop = new AbortController();
  const pending = new Set<number>();

  function reset(): void {
    stop.abort();
    stop = new AbortController();
    pending.clear();
    pages.value = new Map();
    void load(0);
  }

  async function load(page: number): Promise<void> {
    if (pending.has(page) || pages.value.has(page)) return;
    pending.add(page);
    const { signal } = stop;
    try {
      const answer = await studio.dataset.images(
        { product, filter: filter.value, offset: page * pageSize, limit: pageSize },
        { signal },
      );
      if (signal.aborted) return;
      total.value = answer.total;
      pages.value = new Map(pages.value).set(page, answer.rows);
      isLoaded.value = true;
    } catch (error) {
      if (!(explain(error) instanceof CancelledError)) console.info('A page of the gallery did not load.', error);
    } finally {
      pending.delete(page);
    }
  }

  /** The row at a place, or undefined while it is on its way. */
  function row(index: number): ImageRow | undefined {
    const page = Math.floor(index / pageSize);
    const known = pages.value.get(page);
    if (!known) void load(page);
    return known?.[index % pageSize];
  }

  function replace(changed: ImageRow): void {
    pages.value = new Map(
      [...pages.value].map(([page, rows]) => [page, rows.map((old) => (old.id === changed.id ? changed : old))]),
    );
  }

  watch([filter, generation], reset, { deep: true, immediate: true });
  return { total, isLoaded, row, replace, reset };
}
