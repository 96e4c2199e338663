import { computed, ref } from 'vue';
import type { StudioEvent } from '#shared/contract/studio.ts';
import { isTurnedAway, studio } from './studio.ts';

const firstRetryMs = 500;
const longestRetryMs = 5_000;

/**
 * The page's subscription to the studio's events, begun again whenever it breaks.
 * @param take is given each event, a snapshot first after each beginning
 */
export function createConnection(take: (event: StudioEvent, signal: AbortSignal) => void) {
  const connection = ref<'connecting' | 'connected' | 'lost' | 'turned away'>('connecting');
  const attempts = ref(0); // since the connection was lost
  /** The studio does not answer this page: it stays readable, nothing can be changed. */
  const isLost = computed(() => connection.value === 'lost' || connection.value === 'turned away');
  /** The studio was started anew and does not know this page: it has a new address. */
  const isTurnedOut = computed(() => connection.value === 'turned away');

  function breakOff(error: unknown): void {
    console.info('The studio did not answer; trying again.', error);
    const isAway = isTurnedAway(error);
    if (isAway && !isTurnedOut.value) void askForNewAddress();
    connection.value = isAway ? 'turned away' : 'lost';
  }

  /** Follows the studio's events for as long as the page lives. */
  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const event of await studio.system.events(undefined, { signal })) {
          connection.value = 'connected';
          attempts.value = 0;
          take(event, signal);
        }
        connection.value = 'lost';
      } catch (error) {
        if (signal.aborted) return;
        breakOff(error);
      }
      attempts.value++;
      await wait(Math.min(firstRetryMs * 2 ** (attempts.value - 1), longestRetryMs));
    }
  }
  return { connection, attempts, isLost, isTurnedOut, follow };
}

/** The studio says a new address where it was started as soon as somebody comes for the page without one. */
async function askForNewAddress(): Promise<void> {
  await fetch('/', { cache: 'no-store' }).catch((error: unknown) => console.info('The studio went again.', error));
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
