import type { Answered, Asked } from './useWorkerCalls.ts';

/** Answers what a page asks its worker, in turn. @param handedOver what of an answer is moved to the page and not copied */
export function answerCalls<Task, Answer>(
  perform: (task: Task) => Answer,
  handedOver: (answer: Answer) => Transferable[],
): void {
  self.addEventListener('message', ({ data: { id, task } }: MessageEvent<Asked<Task>>) => {
    try {
      const answer = perform(task);
      self.postMessage({ id, answer } satisfies Answered<Answer>, { transfer: handedOver(answer) });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      self.postMessage({ id, error: words } satisfies Answered<Answer>);
    }
  });
}
