import { onScopeDispose } from 'vue';
import { CancelledError, FlawsmithError } from '#shared/errors.ts';

export interface Asked<Task> {
  id: number;
  task: Task;
}
/** What a worker says to a task: its answer, or why there is none. */
export type Answered<Answer> = { id: number } & ({ answer: Answer } | { error: string });

/** Calls to a thread beside the page, which is started when it is first needed, takes them in turn, and ends with the page. */
export function useWorkerCalls<Task, Answer>(start: () => Worker) {
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  let worker: Worker | null = null;
  let next = 0;

  function failAll(error: Error): void {
    waiting.forEach(({ reject }) => reject(error));
    waiting.clear();
    worker?.terminate();
    worker = null;
  }
  function started(): Worker {
    const made = start();
    made.addEventListener('message', ({ data }: MessageEvent<Answered<Answer>>) => {
      const one = waiting.get(data.id);
      waiting.delete(data.id);
      if ('answer' in data) one?.resolve(data.answer);
      else one?.reject(new FlawsmithError('internal', data.error));
    });
    made.addEventListener('error', ({ message }) => failAll(new FlawsmithError('internal', message)));
    return made;
  }
  onScopeDispose(() => failAll(new CancelledError()));
  return {
    isStarted: (): boolean => worker !== null,
    /** @throws FlawsmithError where it failed; CancelledError where the page was left meanwhile */
    ask(task: Task, transfer: Transferable[] = []): Promise<Answer> {
      const answer = Promise.withResolvers<Answer>();
      const id = next++;
      waiting.set(id, answer);
      (worker ??= started()).postMessage({ id, task } satisfies Asked<Task>, transfer);
      return answer.promise;
    },
  };
}
