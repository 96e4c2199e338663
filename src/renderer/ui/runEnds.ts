import { onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Job } from '#shared/contract/studio.ts';
import type { RunState } from '#shared/domain/runs.ts';
import { useSession } from '../client/session.ts';

const key = 'flawsmith.tellEnd';
/** A person asked to be told when a run ends; kept by the browser. */
export const isTold = ref(localStorage.getItem(key) === 'yes');

/** Asks the browser for the right to notify, as it wants on a click. @returns whether it was given */
export async function askToBeTold(wanted: boolean): Promise<boolean> {
  const isAllowed = wanted && 'Notification' in window && (await Notification.requestPermission()) === 'granted';
  isTold.value = isAllowed;
  localStorage.setItem(key, isAllowed ? 'yes' : 'no');
  return isAllowed;
}

const name = 'Flawsmith';
type End = Exclude<RunState, 'queued' | 'running'>;

/** Shows in the window's title how far a training is, and that one has ended until the window is looked at; notifies where asked. */
export function useRunEnds(): void {
  const { t } = useI18n();
  const session = useSession();
  const ended = ref<string | null>(null);
  const known = new Map<string, string>();

  const stop = session.onRun((product, run) => {
    const before = known.get(`${product} ${run.id}`);
    known.set(`${product} ${run.id}`, run.state);
    if (before !== 'running' || run.state === 'running' || run.state === 'queued') return;
    const words = t(`training.ended.${run.state satisfies End}`, { run: run.name || run.id });
    if (document.hidden || !document.hasFocus()) ended.value = words;
    if (isTold.value) new Notification(words, { body: session.productById(product)?.name ?? '', tag: run.id });
  });
  const look = (): void => void (ended.value = null);
  onMounted(() => window.addEventListener('focus', look));
  onBeforeUnmount(() => {
    stop();
    window.removeEventListener('focus', look);
  });
  const trains = (job: Job): boolean => job.kind === 'train' && !job.waits;
  watch(
    () => [ended.value, session.running.find(trains)] as const,
    ([words, job]) => {
      const product = job && session.productById(job.product)?.name;
      const share =
        job?.share != null
          ? t('training.titleShare', { share: Math.round(100 * job.share), product: product ?? '' })
          : null;
      document.title = [words ?? share, name].filter(Boolean).join(' · ');
    },
    { immediate: true },
  );
}
