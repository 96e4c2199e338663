import { useI18n } from 'vue-i18n';
import type { Edit } from '#shared/domain/edits.ts';

/** A step of the undo stack in the language that is chosen, such as `3 pictures left out`. */
export function useEditWords(): (edit: Pick<Edit, 'code' | 'values'>) => string {
  const { t, n } = useI18n();
  return ({ code, values }) => {
    const count = Number(values['n'] ?? 0);
    const name = values['name'];
    const pictures = name === undefined || count !== 1 ? t('edits.pictures', { n: n(count) }, count) : String(name);
    const told = { ...values, n: n(count), pictures };
    if (code === 'label') {
      return values['label'] === 'normal'
        ? t('edits.ok', told)
        : t(values['kind'] === undefined ? 'edits.ng' : 'edits.ngKind', told);
    }
    if (code === 'scale') return t('edits.scale', { mm: n(Number(values['mm']), { maximumSignificantDigits: 4 }) });
    if (code === 'split') return t('edits.split', { ...told, side: t(`dataset.splits.${values['split']}`) });
    const masks = Number(values['masks'] ?? 0);
    if ((code === 'import' || code === 'importUndone') && count === 0 && masks > 0)
      return t(`edits.${code === 'import' ? 'importMasks' : 'importMasksUndone'}`, { n: n(masks) }, masks);
    if (code === 'divide') return t(`edits.divide.${values['by']}`);
    return t(`edits.${code}`, told, count);
  };
}
