import { type Ref, ref, shallowRef } from 'vue';
import type { StrokeAction } from '#shared/domain/labeling.ts';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { explain, isDisconnect, studio } from '../../client/studio.ts';
import type { SaidEdit } from '../../client/edits.ts';
import type { PendingAction } from './labelPicture.ts';

/** Strokes sent at a time. */
const mostSent = 50;
/** After the studio did not answer, milliseconds. */
const retryAfter = 1500;

/** What is being saved of one picture. */
export interface StrokeSaver {
  readonly state: Ref<'saved' | 'saving' | 'failed'>;
  readonly error: Ref<FlawsmithError | null>;
  push(action: PendingAction): void;
  /** Sends what failed once more. */
  again(): void;
  /** Settles once nothing is under way, be it saved or failed. */
  settled(): Promise<void>;
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 32_768) {
    text += String.fromCharCode(...bytes.subarray(from, from + 32_768));
  }
  return btoa(text);
}

const asSent = (action: PendingAction): StrokeAction =>
  action.do === 'stroke' ? { ...action, patch: { ...action.patch, runs: base64Of(action.patch.runs) } } : action;

/**
 * Saves strokes in the order in which they were made: what comes while one call is under way goes with the next. A batch keeps
 * its name until the studio took it, so that one whose answer was lost is not taken twice.
 * @param relabelled told where the picture's label became another by it
 */
export function createStrokeSaver(
  product: string,
  image: number,
  first: number,
  relabelled: (said: SaidEdit) => void,
): StrokeSaver {
  const state = ref<'saved' | 'saving' | 'failed'>('saved');
  const error = shallowRef<FlawsmithError | null>(null);
  let revision = first;
  let pending: PendingAction[] = [];
  let sending: { batch: string; actions: StrokeAction[] } | null = null;
  let work: Promise<void> = Promise.resolve();

  async function send(): Promise<void> {
    while (sending || pending.length > 0) {
      if (!sending) {
        sending = { batch: crypto.randomUUID(), actions: pending.slice(0, mostSent).map(asSent) };
        pending = pending.slice(mostSent);
      }
      try {
        const saved = await studio.labeling.save({ product, image, revision, ...sending });
        revision = saved.revision;
        sending = null;
        if (saved.edit) relabelled({ edit: saved.edit, how: 'done', notes: saved.notes, kept: 0 });
      } catch (thrown) {
        if (!isDisconnect(thrown)) throw thrown;
        await new Promise((resolve) => setTimeout(resolve, retryAfter));
      }
    }
  }

  async function run(): Promise<void> {
    state.value = 'saving';
    error.value = null;
    try {
      await send();
      state.value = 'saved';
    } catch (thrown) {
      const meaning = explain(thrown);
      error.value = meaning instanceof CancelledError ? null : meaning;
      state.value = 'failed';
    }
  }
  return {
    state,
    error,
    push(action) {
      pending.push(action);
      if (state.value === 'saved') work = run();
    },
    again() {
      if (state.value === 'failed') work = run();
    },
    settled: () => work,
  };
}
