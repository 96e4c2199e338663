import { useI18n } from 'vue-i18n';
import type { SplitNote } from '#shared/domain/split.ts';

/** What is to be said of how pictures are divided, in the window's language. */
export function useSplitWords(): (note: SplitNote) => string {
  const { t, n } = useI18n();
  return ({ code, values }) =>
    t(
      `dataset.splitNotes.${code}`,
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, n(value)])),
    );
}
