import { useI18n } from 'vue-i18n';
import type { Stale } from '#shared/domain/staleness.ts';

/** A change since something was made, in the words of the window's language. */
export function useStale(): (stale: Stale) => string {
  const { t, n } = useI18n();
  return ({ code, count, of }) => t(`stale.codes.${code}`, { n: n(count ?? 0), of: of ?? '' });
}
