import { type Ref, computed, ref, watch } from 'vue';
import type { GalleryFilter, Job } from '#shared/contract/studio.ts';
import type { GalleryOrder } from '#shared/domain/gallery.ts';
import type { Label, Split } from '#shared/domain/images.ts';
import type { PictureChange } from '#shared/domain/pictureChange.ts';
import { type SaidEdit, useEdits } from '../../client/edits.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';
import { useGallery } from './useGallery.ts';
import { useSelection } from './useSelection.ts';

/** The product's pictures and what a person does to them: choose, label, move, leave out, take back. */
export function useDataset(product: string, filter: Ref<GalleryFilter>) {
  const session = useSession();
  const { error, run } = useAction();
  const order = ref<GalleryOrder>('arrival');
  const job = computed(() => session.jobOf(product, 'import'));
  const generation = computed(() =>
    [session.generation, session.phaseOf(product, 'import'), session.phaseOf(product, 'find')].join(' '),
  );
  const gallery = useGallery(product, filter, order, generation);
  const { value: summary, reload } = useLoad(
    () => [product, generation.value],
    (signal) => studio.dataset.summary({ product }, { signal }),
  );
  const selection = useSelection({ ...gallery, filter: () => [filter.value, order.value] });

  async function reshow(): Promise<void> {
    gallery.reset();
    await reload();
  }
  const edits = useEdits();

  const { sort, moveSession, undoImport } = stepsOf(product, edits, run);

  /** Changes the pictures that are meant. One picture that was labelled is done with: the next one follows. */
  async function change(wanted: PictureChange): Promise<void> {
    const isOne = selection.picked.value.size === 0;
    const leaves = wanted.out !== undefined;
    const isDone = await sort(selection.chosenIds(), wanted);
    if (!isDone) return;
    if (isOne && wanted.label !== undefined) await selection.move(1);
    else if (leaves) selection.clear();
  }

  const leaveOut = ({ id }: { id: number }): Promise<boolean> => sort([id], { out: true });

  function label(value: Label): Promise<void> {
    const [usual] = summary.value?.kinds ?? [];
    const kind = selection.selected.value?.kind ?? usual?.kind;
    return change(value === 'anomalous' && kind !== undefined ? { label: value, kind } : { label: value });
  }

  async function regroup(work: () => Promise<unknown>): Promise<void> {
    await run(work);
    await Promise.all([edits.reload(), reshow()]);
  }
  /** Takes the recordings that were found as capture sessions. */
  const nameSessions = (): Promise<void> => regroup(() => studio.dataset.nameSessions({ product }));
  /** Divides the good parts by the rule. */
  const divide = (): Promise<void> => regroup(() => studio.dataset.split({ product, by: 'auto' }));

  offerToUndoImport(product, job, edits);
  return {
    nameSessions,
    divide,
    leaveOut,
    undoImport,
    reshow,
    job,
    gallery,
    order,
    summary,
    selection,
    edits,
    error,
    change,
    moveSession,
    label,
  };
}

/** Changes that are one step to undo, said once they are done. */
function stepsOf(product: string, edits: ReturnType<typeof useEdits>, run: ReturnType<typeof useAction>['run']) {
  const sortAll = async (images: number[], change: PictureChange): Promise<SaidEdit | null> => {
    const { edit, notes } = await studio.dataset.sort({ product, images, change });
    return edit && { edit, how: 'done', notes, kept: 0 };
  };
  return {
    sort: (images: number[], wanted: PictureChange): Promise<boolean> => edits.act(() => sortAll(images, wanted), run),
    /** All pictures of a session that stand on one side. */
    moveSession: ({ session, split }: { session: string; split: Split }, wanted: PictureChange): Promise<boolean> =>
      edits.act(async () => {
        const images = await studio.dataset.ids({ product, filter: { session, split }, order: 'arrival' });
        return sortAll(images, wanted);
      }, run),
    undoImport: (edit: number): Promise<boolean> =>
      edits.act(async () => {
        const step = await studio.dataset.undoImport({ product, edit });
        return { ...step, how: step.edit.code === 'import' ? 'undone' : 'done', notes: [] };
      }, run),
  };
}

/** An import that ended while the page looked on can be taken back at once. */
function offerToUndoImport(product: string, job: Ref<Job | undefined>, edits: ReturnType<typeof useEdits>): void {
  watch(
    () => job.value?.state,
    async (state, before) => {
      if (state !== 'done' || before !== 'running') return;
      const { undo } = await studio.dataset.edits({ product });
      if (undo?.code === 'import') edits.said = { edit: undo, how: 'done', notes: [], kept: 0 };
    },
  );
}
