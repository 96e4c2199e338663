import { type Ref, computed, ref, shallowRef, watch } from 'vue';
import type { ImageRow } from '#shared/contract/studio.ts';
import type { LabelNote } from '#shared/domain/labelNotes.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';
import { type GalleryFilter, useGallery } from './useGallery.ts';

/** The product's pictures and what a person does to them: choose, label, leave out, bring back. */
export function useDataset(product: string, filter: Ref<GalleryFilter>) {
  const session = useSession();
  const { error, run } = useAction();
  const chosen = ref(0);
  /** What the last label has led to. */
  const said = shallowRef<{ name: string; notes: readonly LabelNote[] } | null>(null);
  const job = computed(() => session.jobOf(product, 'import'));
  const gallery = useGallery(product, filter, () => [session.generation, job.value?.state]);
  const { value: summary, reload } = useLoad(
    () => [product, session.generation, job.value?.state],
    (signal) => studio.dataset.summary({ product }, { signal }),
  );
  const selected = computed(() => gallery.row(chosen.value));
  watch(filter, () => (chosen.value = 0), { deep: true });

  async function reshow(): Promise<void> {
    gallery.reset();
    await reload();
  }

  function move(by: number): void {
    chosen.value = Math.min(Math.max(chosen.value + by, 0), Math.max(gallery.total.value - 1, 0));
  }

  async function label(row: ImageRow | undefined, value: 'normal' | 'anomalous'): Promise<void> {
    if (!row) return;
    const kind = value === 'normal' ? null : (row.kind ?? summary.value?.kinds[0]?.kind ?? 'defect');
    const isDone = await run(async () => {
      const { image, notes } = await studio.dataset.setLabel({ product, image: row.id, label: value, kind });
      gallery.replace(image);
      said.value = notes.length > 0 ? { name: row.name, notes } : null;
    });
    if (isDone) move(1);
    await reload();
  }

  const { removed, leaveOut, undo } = useLeavingOut(product, run, reshow);

  /** Takes the recordings that were found as capture sessions. */
  async function nameSessions(): Promise<void> {
    await run(() => studio.dataset.nameSessions({ product }));
    await reshow();
  }

  return {
    reshow,
    nameSessions,
    job,
    gallery,
    summary,
    selected,
    chosen,
    removed,
    said,
    error,
    move,
    label,
    leaveOut,
    undo,
  };
}

/** Pictures left out here; Undo brings them back one by one, the last first. */
function useLeavingOut(
  product: string,
  run: (work: () => Promise<unknown>) => Promise<boolean>,
  reshow: () => Promise<void>,
) {
  const left = shallowRef<readonly { images: number[]; name: string }[]>([]);
  const removed = computed(() => left.value.at(-1) ?? null);

  async function leaveOut(row: ImageRow | undefined): Promise<void> {
    if (!row) return;
    await run(async () => {
      const { images } = await studio.dataset.remove({ product, images: [row.id] });
      left.value = [...left.value, { images, name: row.name }];
      await reshow();
    });
  }

  async function undo(): Promise<void> {
    const last = removed.value;
    if (!last) return;
    const isDone = await run(() => studio.dataset.restore({ product, images: last.images }));
    if (isDone) left.value = left.value.slice(0, -1);
    await reshow();
  }

  return { removed, leaveOut, undo };
}
