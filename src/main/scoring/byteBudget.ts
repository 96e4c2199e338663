/**
 * Lets work begin while all that is under way fits into a number of bytes; in the order in which it came. What is larger than
 * the budget goes alone.
 */
export class ByteBudget {
  readonly #most: number;
  #used = 0;
  readonly #waiting: { bytes: number; begin: () => void }[] = [];

  /** @param most bytes */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param bytes that the work holds at most @returns what it returns, or throws what it throws */
  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(bytes, this.#most);
    await this.#take(share);
    try {
      return await work();
    } finally {
      this.#used -= share;
      this.#letIn();
    }
  }

  #take(bytes: number): Promise<void> {
    return new Promise((begin) => {
      this.#waiting.push({ bytes, begin });
      this.#letIn();
    });
  }

  #letIn(): void {
    for (let next = this.#waiting[0]; next && this.#used + next.bytes <= this.#most; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#used += next.bytes;
      next.begin();
    }
  }
}

/** Bytes of all pictures that are decoded at once, whatever the number of cores. */
const mostDecoded = 512 * 2 ** 20;

/** For all decoding of this process that runs several pictures at once. */
export const decodingBudget = new ByteBudget(mostDecoded);
