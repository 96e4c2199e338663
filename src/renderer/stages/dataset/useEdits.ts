import { shallowRef } from 'vue';
import type { Edit } from '#shared/domain/edits.ts';
import type { LabelNote } from '#shared/domain/labelNotes.ts';
import type { PictureChange } from '#shared/domain/pictureChange.ts';
import { studio } from '../../client/studio.ts';
import { useLoad } from '../../ui/useLoad.ts';

/** What was done last, to be said and taken back: a step with what has to be known of it. */
export interface SaidEdit {
  edit: Edit;
  how: 'done' | 'undone' | 'redone';
  notes: readonly LabelNote[];
  /** Pictures that something else changed since, and that stayed. */
  kept: number;
}

/**
 * Changes of the data as steps that can be undone.
 * @param run does a call and keeps its failure
 * @param reshow shows the data anew
 */
export function useEdits(
  product: string,
  sources: () => unknown,
  run: (work: () => Promise<unknown>) => Promise<boolean>,
  reshow: () => Promise<void>,
) {
  const said = shallowRef<SaidEdit | null>(null);
  const { value: stack, reload } = useLoad(
    () => [product, sources()],
    (signal) => studio.dataset.edits({ product }, { signal }),
  );

  /** One step; the page shows what came of it. */
  async function act(work: () => Promise<SaidEdit | null>): Promise<boolean> {
    const isDone = await run(async () => (said.value = await work()));
    await Promise.all([reload(), reshow()]);
    return isDone;
  }

  const change = (images: number[], wanted: PictureChange): Promise<boolean> =>
    act(async () => {
      const { edit, notes } = await studio.dataset.sort({ product, images, change: wanted });
      return edit && { edit, how: 'done', notes, kept: 0 };
    });
  const undo = (): Promise<boolean> =>
    act(async () => ({ ...(await studio.dataset.undo({ product })), how: 'undone', notes: [] }));
  const redo = (): Promise<boolean> =>
    act(async () => ({ ...(await studio.dataset.redo({ product })), how: 'redone', notes: [] }));
  const undoImport = (edit: number): Promise<boolean> =>
    act(async () => {
      const step = await studio.dataset.undoImport({ product, edit });
      return { ...step, how: step.edit.code === 'import' ? 'undone' : 'done', notes: [] };
    });
  return { stack, said, reload, change, undo, redo, undoImport };
}
