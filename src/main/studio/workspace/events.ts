import type { StudioEvent } from '#shared/contract/studio.ts';

/** Events that wait for one slow listener; beyond this the oldest go, and the page loads again at its next snapshot. */
const mostWaiting = 1000;

/** Hands the studio's events to every page that listens. */
export class EventHub {
  private readonly listeners = new Set<(event: StudioEvent) => void>();

  publish(event: StudioEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  /** The events from now on, until the signal aborts. `first` is delivered before any of them. */
  async *follow(first: () => StudioEvent, signal: AbortSignal, heartbeatMs = 10_000): AsyncGenerator<StudioEvent> {
    const waiting: StudioEvent[] = [];
    let wake = (): void => undefined;
    const listener = (event: StudioEvent): void => {
      if (waiting.length >= mostWaiting) waiting.shift();
      waiting.push(event);
      wake();
    };
    // Subscribed before the snapshot is taken, so that nothing falls between the two.
    this.listeners.add(listener);
    const beat = setInterval(() => listener({ type: 'heartbeat' }), heartbeatMs);
    const onAbort = (): void => wake();
    signal.addEventListener('abort', onAbort);
    try {
      yield first();
      while (!signal.aborted) {
        const event = waiting.shift();
        if (event) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      clearInterval(beat);
      signal.removeEventListener('abort', onAbort);
      this.listeners.delete(listener);
    }
  }
}
