import { onScopeDispose } from 'vue';
import { CancelledError, FlawsmithError } from '#shared/errors.ts';
import type { Answered, Asked, Found, LabelTask } from './labelWorker.ts';

/** Work on a picture beside the page. */
export interface LabelWork {
  /** @throws FlawsmithError where it failed; CancelledError where the page was left meanwhile */
  ask(picture: ImageBitmap, task: Exclude<LabelTask, { do: 'show' }>): Promise<Found | null>;
}

/** A thread for the picture that is open, started when it is first needed and ended with the page. */
export function useLabelWorker(): LabelWork {
  const waiting = new Map<number, PromiseWithResolvers<Found | null>>();
  let worker: Worker | null = null;
  let shown: ImageBitmap | null = null;
  let next = 0;

  function failAll(error: Error): void {
    waiting.forEach(({ reject }) => reject(error));
    waiting.clear();
    worker?.terminate();
    worker = shown = null;
  }
  function start(): Worker {
    const made = new Worker(new URL('labelWorker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', ({ data: { id, found, error } }: MessageEvent<Answered>) => {
      const one = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) one?.resolve(found);
      else one?.reject(new FlawsmithError('internal', error));
    });
    made.addEventListener('error', ({ message }) => failAll(new FlawsmithError('internal', message)));
    return made;
  }
  function send(task: LabelTask, transfer: Transferable[] = []): Promise<Found | null> {
    const answer = Promise.withResolvers<Found | null>();
    const id = next++;
    waiting.set(id, answer);
    worker!.postMessage({ id, task } satisfies Asked, transfer);
    return answer.promise;
  }
  onScopeDispose(() => failAll(new CancelledError()));
  return {
    async ask(picture, task) {
      worker ??= start();
      if (shown !== picture) {
        const copy = await createImageBitmap(picture);
        shown = picture;
        void send({ do: 'show', picture: copy }, [copy]);
      }
      return send(task);
    },
  };
}
