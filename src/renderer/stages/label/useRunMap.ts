import { type Ref, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { type Job, type Proposal, mapUrl } from '#shared/contract/studio.ts';
import { CancelledError, type FlawsmithError, deserializeError } from '#shared/errors.ts';
import { coverPhotograph } from '#shared/vision/photographMap.ts';
import type { FloatMap } from '#shared/vision/raster.ts';
import { useSession } from '../../client/session.ts';
import { explain, fetchMap, studio } from '../../client/studio.ts';

/** What a run says of a picture. */
export interface RunMap {
  image: number;
  run: Proposal;
  /** Over the whole photograph, 0–1. */
  map: FloatMap;
  /** Its highest value. */
  peak: number;
}

/**
 * The newest run's map of a picture; where there is none yet the run looks at it, and at some that come next.
 * @param near ids of pictures that are looked at with it
 */
export function useRunMap(product: string, near: () => readonly number[]) {
  const session = useSession();
  const found = shallowRef<RunMap | null>(null);
  const state = ref<'off' | 'looking' | 'none' | 'ready' | 'failed'>('off');
  const error = shallowRef<FlawsmithError | null>(null);
  /** The job that is waited for. */
  const job = shallowRef<Job | undefined>();
  let stop = new AbortController();

  async function load(image: number, signal: AbortSignal): Promise<RunMap | null> {
    for (;;) {
      const run = await studio.labeling.proposal({ product, image }, { signal });
      if (!run) return null;
      if (run.hasMap) {
        const map = coverPhotograph(await fetchMap(mapUrl(product, run.run, image), signal), run.window);
        return { image, run, map, peak: map.data.reduce((most, value) => Math.max(most, value), 0) };
      }
      const started = await studio.labeling.propose({ product, images: [image, ...near()] }, { signal });
      const ended = await endOf(session, started.id, job, signal);
      if (ended?.state === 'failed') throw deserializeError(ended.error!);
      if (ended?.state === 'cancelled') throw new CancelledError();
    }
  }

  function clear(): AbortSignal {
    stop.abort();
    stop = new AbortController();
    found.value = error.value = null;
    state.value = 'off';
    return stop.signal;
  }
  /** @param image null: nothing is asked any more */
  async function look(image: number | null): Promise<void> {
    const signal = clear();
    if (image === null) return;
    state.value = 'looking';
    try {
      const answer = await load(image, signal);
      if (signal.aborted) return;
      found.value = answer;
      state.value = answer ? 'ready' : 'none';
    } catch (thrown) {
      const meaning = explain(thrown);
      if (signal.aborted) return;
      error.value = meaning instanceof CancelledError ? null : meaning;
      state.value = 'failed';
    }
  }
  onScopeDispose(clear);
  return { found, state, error, job, look };
}

/**
 * The job as it ended; undefined where the studio was started anew meanwhile.
 * @param shown follows the job until then
 */
async function endOf(
  session: ReturnType<typeof useSession>,
  id: string,
  shown: Ref<Job | undefined>,
  signal: AbortSignal,
): Promise<Job | undefined> {
  const end = Promise.withResolvers<Job | undefined>();
  const { generation } = session;
  const unwatch = watch(
    () => [session.jobs.find((one) => one.id === id), session.generation] as const,
    ([now, connected]) => {
      shown.value = now;
      if (now && now.state !== 'running') end.resolve(now);
      else if (connected !== generation && !now) end.resolve(undefined);
    },
    { immediate: true },
  );
  signal.addEventListener('abort', () => end.reject(new CancelledError()), { once: true });
  try {
    return await end.promise;
  } finally {
    unwatch();
    shown.value = undefined;
  }
}
