import { createPinia, setActivePinia } from 'pinia';
import { type EffectScope, effectScope, nextTick, ref, shallowRef } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelledError, FlawsmithError } from '#shared/errors.ts';
import { useSession } from '../../../src/renderer/client/session.ts';
import { useAction, useLoad } from '../../../src/renderer/ui/useLoad.ts';

// The window's language is read from here when its words are loaded.
vi.hoisted(() => vi.stubGlobal('localStorage', { getItem: () => null }));

let scope: EffectScope;
beforeEach(() => {
  setActivePinia(createPinia());
  useSession().renew(); // the studio has said what there is
});
afterEach(() => scope.stop());

/** A page that loads by a number; every load waits until the test answers it. */
function page() {
  const asked: {
    signal: AbortSignal;
    answer: (value: string) => Promise<void>;
    fail: (why: unknown) => Promise<void>;
  }[] = [];
  const source = ref(0);
  scope = effectScope();
  const loaded = scope.run(() =>
    useLoad(
      () => source.value,
      (signal) => {
        const { promise, resolve, reject } = Promise.withResolvers<string>();
        const settled = async (): Promise<void> => {
          await promise.catch(() => null);
          await nextTick();
        };
        asked.push({
          signal,
          answer: (value) => (resolve(value), settled()),
          fail: (why) => (reject(why), settled()),
        });
        return promise;
      },
    ),
  )!;
  return { asked, source, ...loaded };
}

describe('what a page loads', () => {
  it('is asked for at once, and again when its source changes', async () => {
    const { asked, source, value, isLoading } = page();
    expect(asked).toHaveLength(1);
    expect(isLoading.value).toBe(true);
    await asked[0]!.answer('first');
    expect([value.value, isLoading.value]).toEqual(['first', false]);
    source.value = 1;
    await nextTick();
    expect([value.value, isLoading.value]).toEqual(['first', true]); // stays until the new one is here
    await asked[1]!.answer('second');
    expect([value.value, isLoading.value]).toEqual(['second', false]);
  });

  it('is asked for once, and not before the studio has said what there is', async () => {
    setActivePinia(createPinia());
    const session = useSession();
    const load = vi.fn(() => Promise.resolve(session.generation));
    scope = effectScope();
    const { value, isLoading } = scope.run(() => useLoad(() => ['product', session.generation], load))!;
    await nextTick();
    expect([load.mock.calls.length, isLoading.value]).toEqual([0, true]);
    session.renew();
    await vi.waitFor(() => expect(isLoading.value).toBe(false));
    expect([load.mock.calls.length, value.value]).toEqual([1, 1]);
    session.renew();
    await vi.waitFor(() => expect(value.value).toBe(2));
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('is not asked for again where what its sources are read from changes and they do not', async () => {
    const jobs = shallowRef([{ state: 'running', done: 1 }]);
    const load = vi.fn(() => Promise.resolve(0));
    scope = effectScope();
    scope.run(() => useLoad(() => ['product', [jobs.value[0]!.state, 'import']], load));
    jobs.value = [{ state: 'running', done: 2 }];
    await nextTick();
    expect(load).toHaveBeenCalledTimes(1);
    jobs.value = [{ state: 'done', done: 2 }];
    await nextTick();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('is the newest answer: an older one that comes late is dropped, and its request was aborted', async () => {
    const { asked, source, value, isLoading } = page();
    source.value = 1;
    await nextTick();
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    await asked[1]!.answer('new');
    await asked[0]!.answer('old');
    expect([value.value, isLoading.value]).toEqual(['new', false]);
  });

  it('shows no failure of a request that a newer one replaced, nor of one that was cancelled', async () => {
    const { asked, source, error, isLoading } = page();
    source.value = 1;
    await nextTick();
    await asked[0]!.fail(new FlawsmithError('not-found', 'gone'));
    expect([error.value, isLoading.value]).toEqual([null, true]);
    await asked[1]!.fail(new CancelledError());
    expect([error.value, isLoading.value]).toEqual([null, false]);
  });

  it('keeps what was there beside a failure, and forgets the failure with the next answer', async () => {
    const { asked, reload, value, error } = page();
    await asked[0]!.answer('kept');
    void reload();
    await asked[1]!.fail(new TypeError('not a word of ours'));
    expect(value.value).toBe('kept');
    expect(error.value).toMatchObject({ code: 'internal', message: 'not a word of ours' });
    void reload();
    await asked[2]!.answer('again');
    expect([value.value, error.value]).toEqual(['again', null]);
  });

  it('ends with its page: the request is aborted, a change asks nothing more', async () => {
    const { asked, source } = page();
    scope.stop();
    expect(asked[0]!.signal.aborted).toBe(true);
    source.value = 1;
    await nextTick();
    expect(asked).toHaveLength(1);
  });
});

describe('an action', () => {
  it('says whether it went well, and keeps its failure until the next one begins', async () => {
    scope = effectScope();
    const { run, error, isBusy } = scope.run(() => useAction())!;
    const failing = run(() => Promise.reject(new FlawsmithError('disk-full', 'full')));
    expect(isBusy.value).toBe(true);
    expect(await failing).toBe(false);
    expect(error.value).toMatchObject({ code: 'disk-full' });
    expect(await run(() => Promise.resolve())).toBe(true);
    expect([error.value, isBusy.value]).toEqual([null, false]);
  });

  it('is no failure where it was cancelled', async () => {
    scope = effectScope();
    const { run, error } = scope.run(() => useAction())!;
    expect(await run(() => Promise.reject(new CancelledError()))).toBe(false);
    expect(error.value).toBeNull();
  });
});
