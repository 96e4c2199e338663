import { CancelledError, throwIfCancelled } from '#shared/errors.ts';

interface Waiting {
  job: string;
  /** Told its place among all that wait, 1 is next, at each change. */
  tell(place: number): void;
  begin(): void;
}

/** Who works with the engine: one at a time, the others in an order that a person can change. */
export class EngineTurns {
  private isBusy = false;
  private waiting: Waiting[] = [];

  /** Ids of the jobs that wait, the next one first. */
  get order(): string[] {
    return this.waiting.map(({ job }) => job);
  }

  /**
   * Does work when its turn comes.
   * @param tell of the place while it waits; not called where nobody is before it
   * @throws CancelledError as soon as the signal aborts while it waits
   */
  async take<T>(job: string, signal: AbortSignal, tell: (place: number) => void, work: () => Promise<T>): Promise<T> {
    if (this.isBusy) await this.wait(job, signal, tell);
    this.isBusy = true;
    try {
      throwIfCancelled(signal);
      return await work();
    } finally {
      this.next();
    }
  }

  /** Puts a job that waits at a place, 1 is next; one that does not wait stays as it is. @returns whether it waited */
  move(job: string, place: number): boolean {
    const moved = this.waiting.find((one) => one.job === job);
    if (!moved) return false;
    const others = this.waiting.filter((one) => one !== moved);
    others.splice(Math.max(0, place - 1), 0, moved);
    this.arrange(others);
    return true;
  }

  private async wait(job: string, signal: AbortSignal, tell: Waiting['tell']): Promise<void> {
    const turn = Promise.withResolvers<void>();
    const mine: Waiting = { job, tell, begin: turn.resolve };
    const leave = (): void => {
      this.arrange(this.waiting.filter((one) => one !== mine));
      turn.reject(new CancelledError());
    };
    signal.addEventListener('abort', leave, { once: true });
    this.arrange([...this.waiting, mine]);
    if (signal.aborted) leave();
    try {
      await turn.promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** The engine stays taken while it goes from one to the next, so that nobody slips in between. */
  private next(): void {
    const [first, ...others] = this.waiting;
    this.isBusy = first !== undefined;
    this.arrange(others);
    first?.begin();
  }

  private arrange(waiting: Waiting[]): void {
    this.waiting = waiting;
    waiting.forEach(({ tell }, i) => tell(i + 1));
  }
}
