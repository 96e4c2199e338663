import { computed, ref, shallowRef, watch } from 'vue';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import { explain, studio } from '../client/studio.ts';
import { rememberFolder } from './recentFolders.ts';

type Folder = Awaited<ReturnType<typeof studio.folders.list>>;

/** A path as a person pastes it: without blanks and quotation marks around it. */
export const cleanPath = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

/**
 * Which folder a person means: the one that the field says, or none. A folder that was listed before is never taken in its place.
 * @param picked called with the folder's real path
 */
export function useFolderChoice(isOpen: () => boolean, picked: (path: string) => void) {
  const typed = ref('');
  const folder = shallowRef<Folder | null>(null);
  const error = shallowRef<FlawsmithError | null>(null);
  const isBusy = ref(false);
  let current = new AbortController();

  /** Lists a folder; the newest call wins. What was typed meanwhile stays. @returns null where it was refused or overtaken */
  async function open(path?: string): Promise<Folder | null> {
    current.abort();
    const mine = (current = new AbortController());
    const before = typed.value;
    isBusy.value = true;
    error.value = null;
    try {
      const answer = await studio.folders.list(path === undefined ? {} : { path }, { signal: mine.signal });
      if (mine !== current) return null;
      folder.value = answer;
      if (typed.value === before) typed.value = answer.path;
      return answer;
    } catch (thrown) {
      const meaning = explain(thrown);
      if (mine === current && !(meaning instanceof CancelledError)) {
        error.value = meaning;
        folder.value = null;
      }
      return null;
    } finally {
      if (mine === current) isBusy.value = false;
    }
  }

  const isListed = computed(() => folder.value !== null && cleanPath(typed.value) === folder.value.path);

  async function take(): Promise<void> {
    const wanted = cleanPath(typed.value);
    const answer = isListed.value ? folder.value : await open(wanted);
    // Another path may have been typed while this one was looked up.
    if (!answer || ![wanted, answer.path].includes(cleanPath(typed.value))) return;
    rememberFolder(answer.path);
    picked(answer.path);
  }

  watch(isOpen, (isNow) => {
    current.abort();
    typed.value = '';
    folder.value = null;
    error.value = null;
    if (isNow) void open();
  });
  return { typed, folder, error, isBusy, isListed, open, take };
}
