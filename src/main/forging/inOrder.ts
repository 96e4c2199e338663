/**
 * Values of a plan in its order, asked for ahead of who takes them, whichever is ready first.
 * @param ask begins value number n, 0-based
 * @param ahead values under way at a time, beside those that were taken
 * @param count values of the plan; none is asked for beyond it
 * @returns takes the next value: rejects with what it rejected with, and with RangeError after the last
 */
export function inOrder<T>(ask: (n: number) => Promise<T>, ahead: number, count = Infinity): () => Promise<T> {
  const underWay: Promise<T>[] = [];
  let asked = 0;
  const fill = (): void => {
    while (asked < count && underWay.length < ahead) {
      const value = ask(asked++);
      value.catch(() => undefined); // told to whoever takes it, perhaps later
      underWay.push(value);
    }
  };
  fill();
  return () => {
    const value = underWay.shift();
    fill();
    return value ?? Promise.reject(new RangeError(`The plan ends with its ${count} values.`));
  };
}
