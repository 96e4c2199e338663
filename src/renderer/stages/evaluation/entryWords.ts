import { useI18n } from 'vue-i18n';
import type { Entry } from './entries.ts';

/** The window's word for a kind of defect; the person's own where it is none of ours. */
export function useKindWords(): (kind: string) => string {
  const { t, te } = useI18n();
  return (kind) => (te(`synthesis.kinds.${kind}`) ? t(`synthesis.kinds.${kind}`) : kind);
}

/** What a picture is called: its series, kind and file; a forged one never without that word. */
export function useEntryWords(): (entry: Entry) => string {
  const { t } = useI18n();
  const kindWords = useKindWords();
  return ({ series, isBad, kind, image }) => {
    const file = image?.name ?? '';
    if (series === 'forged') return t('evaluation.forgedOn', { kind: kindWords(kind!), file });
    if (series === 'good') return t('evaluation.goodNamed', { file });
    const what = isBad ? (kind === null ? t('evaluation.ngPart') : kindWords(kind)) : t('evaluation.goodPart');
    return t('evaluation.testNamed', { what, file });
  };
}
