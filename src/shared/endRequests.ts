/** Requests within this time of the first are the same wish, told twice: a group's signal also comes through its wrapper. */
const echoMs = 1000;

/**
 * Tells a second wish to end from an echo of the first.
 * @param now milliseconds of a clock that never goes back
 * @returns to be called at each request, be it a signal or a closed pipe: whether it is the first, its echo, or another wish
 */
export function createEndRequests(now: () => number): () => 'first' | 'echo' | 'again' {
  let firstAt: number | null = null;
  return () => {
    if (firstAt !== null) return now() - firstAt < echoMs ? 'echo' : 'again';
    firstAt = now();
    return 'first';
  };
}
