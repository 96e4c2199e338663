import type { WholeEdit } from '#shared/vision/labeling/wholeEdit.ts';
import type { Mask } from '#shared/vision/raster.ts';
import type { EditTask, Edited } from './editWorker.ts';
import type { Found, LabelTask } from './labelWorker.ts';
import { useWorkerCalls } from './useWorkerCalls.ts';

/** Work on a picture beside the page; all of it throws FlawsmithError where it failed, CancelledError where the page was left. */
export interface LabelWork {
  refine(picture: ImageBitmap, task: Exclude<LabelTask, { do: 'show' }>): Promise<Found | null>;
  /** Does an edit to a copy of a mask. */
  edit(mask: Mask, edit: WholeEdit): Promise<Edited>;
}

/** Two threads: refining takes seconds, and no edit waits for it. */
export function useLabelWorker(): LabelWork {
  const pictures = useWorkerCalls<LabelTask, Found | null>(
    () => new Worker(new URL('labelWorker.ts', import.meta.url), { type: 'module' }),
  );
  const masks = useWorkerCalls<EditTask, Edited>(
    () => new Worker(new URL('editWorker.ts', import.meta.url), { type: 'module' }),
  );
  let shown: ImageBitmap | null = null;
  return {
    async refine(picture, task) {
      if (shown !== picture || !pictures.isStarted()) {
        const copy = await createImageBitmap(picture);
        shown = picture;
        void pictures.ask({ do: 'show', picture: copy }, [copy]).catch(() => undefined); // told by the task that follows
      }
      return pictures.ask(task);
    },
    edit: (mask, edit) => masks.ask({ mask, edit }),
  };
}
