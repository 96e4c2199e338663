import type { ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { type ProductSummary, type StageWord, stageWords } from '#shared/contract/studio.ts';
import { useSession } from '../client/session.ts';
import { type Language, languages, setLanguage } from '../i18n.ts';
import { askToCancel } from './cancelJob.ts';
import { type Command, useCommands } from './commands.ts';
import { nextStage } from './nextStage.ts';
import { showTour } from './tour.ts';
import { useStudioWords } from './studioWords.ts';

interface FrameActs {
  toggleTheme(): void;
  showPalette(): void;
  showKeys(): void;
}

/** What works on every page: stages, products, doctor, palette, keys, theme, language, the running job. */
export function useFrameCommands(product: ComputedRef<ProductSummary | undefined>, act: FrameActs): void {
  const { t, locale } = useI18n();
  const router = useRouter();
  const session = useSession();
  const spoken = useStudioWords();
  const go = (name: StageWord, id: string): void => void router.push({ name, params: { product: id } });

  const stages = (): Command[] =>
    stageWords.map((stage, i) => ({
      id: `stage-${stage}`,
      label: t(`frame.stages.${stage}`),
      keys: [String(i + 1)],
      isEnabled: product.value !== undefined,
      isGlobal: true,
      run: () => product.value && go(stage, product.value.id),
    }));
  const products = (): Command[] =>
    session.products
      .filter(({ id, problem }) => id !== product.value?.id && !problem)
      .map(({ id, name }) => ({
        id: `product-${id}`,
        label: t('frame.palette.product', { name }),
        isGlobal: true,
        run: () => go('dataset', id),
      }));
  const jobs = (): Command[] =>
    session.running.map((job) => ({
      id: `cancel-${job.id}`,
      label: t('frame.palette.cancel', { doing: spoken(job.doing) }),
      isEnabled: !session.isLost,
      isGlobal: true,
      run: () => askToCancel(job),
    }));
  const otherLanguages = (): Command[] =>
    Object.entries(languages)
      .filter(([code]) => code !== locale.value)
      .map(([code, name]) => ({
        id: `language-${code}`,
        label: t('frame.palette.language', { name }),
        isGlobal: true,
        run: () => setLanguage(code as Language),
      }));
  const rest = (): Command[] => [
    { id: 'home', label: t('frame.products'), isGlobal: true, run: () => void router.push('/') },
    { id: 'doctor', label: t('frame.doctor'), isGlobal: true, run: () => void router.push('/doctor') },
    {
      id: 'palette',
      label: t('frame.palette.any'),
      shown: ['Ctrl', 'K'],
      isMove: true,
      isGlobal: true,
      run: act.showPalette,
    },
    { id: 'tour', label: t('frame.tour.title'), isGlobal: true, run: showTour },
    { id: 'keys', label: t('frame.keys.title'), keys: ['?'], isGlobal: true, run: act.showKeys },
    { id: 'escape', label: t('frame.keys.escape'), shown: ['Esc'], isMove: true, isGlobal: true, run: () => undefined },
    { id: 'theme', label: t('frame.theme'), isGlobal: true, run: act.toggleTheme },
    ...otherLanguages(),
  ];
  useCommands(() => [...nextStep(product.value, t, go), ...stages(), ...products(), ...jobs(), ...rest()]);
}

/** Where a product waits for a person, first of all that can be done. */
function nextStep(
  product: ProductSummary | undefined,
  t: (key: string, named: Record<string, string>) => string,
  go: (stage: StageWord, id: string) => void,
): Command[] {
  if (!product || product.problem) return [];
  const stage = nextStage(product);
  const label = t('frame.palette.next', { stage: t(`frame.stages.${stage}`, {}) });
  return [{ id: 'next', label, isGlobal: true, isFirst: true, run: () => go(stage, product.id) }];
}
