import { useI18n } from 'vue-i18n';
import type { LimitClause } from '#shared/domain/limitClauses.ts';
import { limitSentences } from '#shared/locales/limitSentences.ts';

/** Limits in the words of the window's language; those of older packages, which hold no figures for them, as they were said. */
export function useLimitWords(): (limits: { clauses?: LimitClause[] | undefined; statement: string }) => string {
  const { t, n } = useI18n();
  return ({ clauses, statement }) =>
    clauses ? limitSentences(clauses, (key, places = {}, count = 2) => t(key, places, count), n) : statement;
}
