import type { Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useSession } from '../../client/session.ts';
import { useCommands } from '../../ui/commands.ts';
import type { useReport } from './useReport.ts';

interface Page {
  state: ReturnType<typeof useReport>;
  view: Ref<'heatmap' | 'mask' | 'photo'>;
  isShaded: Ref<boolean>;
  /** The part alone, without verdict and scores above it. */
  isLarge: Ref<boolean>;
  /** The reason for moved limits is asked for. */
  isAsking: Ref<boolean>;
  canEvaluate: Readonly<Ref<boolean>>;
}

/** Walking through the gallery, limits and the evaluation itself. */
function useDoing({ state, isAsking, canEvaluate }: Page): void {
  const { t } = useI18n();
  const session = useSession();
  useCommands(() => [
    {
      id: 'left',
      label: t('evaluation.before'),
      keys: ['ArrowLeft'],
      shown: ['←'],
      isMove: true,
      run: () => state.walk(-1),
    },
    {
      id: 'right',
      label: t('evaluation.after'),
      keys: ['ArrowRight'],
      shown: ['→'],
      isMove: true,
      run: () => state.walk(1),
    },
    {
      id: 'save-limits',
      label: t('evaluation.save'),
      keys: ['s'],
      isEnabled: state.isMoved.value && !session.isLost,
      run: () => (isAsking.value = true),
    },
    { id: 'reset-limits', label: t('evaluation.reset'), isEnabled: state.isMoved.value, run: state.reset },
    {
      id: 'evaluate',
      label: state.report.value ? t('evaluation.again') : t('evaluation.evaluate'),
      isEnabled: canEvaluate.value,
      run: () => void state.evaluate(),
    },
  ]);
}

/** How the chosen part is shown. */
function useLooking({ state, view, isShaded, isLarge }: Page): void {
  const { t } = useI18n();
  useCommands(() => [
    {
      id: 'heatmap',
      label: t('evaluation.heatmap'),
      keys: ['h'],
      isEnabled: state.report.value !== null,
      run: () => (view.value = 'heatmap'),
    },
    {
      id: 'mask',
      label: t('evaluation.mask'),
      keys: ['m'],
      isEnabled: state.current.value?.number != null || state.current.value?.image?.hasMask === true,
      run: () => (view.value = 'mask'),
    },
    {
      id: 'photo',
      label: t('evaluation.photo'),
      keys: ['p'],
      isEnabled: state.report.value !== null,
      run: () => (view.value = 'photo'),
    },
    {
      id: 'judged-outline',
      label: t('evaluation.judgedArea'),
      keys: ['j'],
      isEnabled: (state.report.value?.judged?.share ?? 1) < 1,
      run: () => (isShaded.value = !isShaded.value),
    },
    {
      id: 'larger',
      label: t('evaluation.larger'),
      keys: ['f'],
      isEnabled: state.report.value !== null,
      run: () => (isLarge.value = !isLarge.value),
    },
    {
      id: 'smaller',
      label: t('evaluation.smaller'),
      keys: ['Escape'],
      isEnabled: isLarge.value,
      run: () => (isLarge.value = false),
    },
    {
      id: 'only-wrong',
      label: t('evaluation.onlyWrong'),
      keys: ['w'],
      isEnabled: state.report.value !== null,
      run: () => (state.filter.value = { ...state.filter.value, onlyWrong: !state.filter.value.onlyWrong }),
    },
  ]);
}

/** What can be done on the evaluation by key and from the palette. */
export function useEvaluationCommands(page: Page): void {
  useDoing(page);
  useLooking(page);
}
