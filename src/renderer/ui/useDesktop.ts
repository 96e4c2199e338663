import { type ComputedRef, computed, nextTick, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { ProductSummary } from '#shared/contract/studio.ts';
import type { MenuFrame } from '#shared/contract/desktop.ts';
import { desktop } from '../client/desktop.ts';
import { useSession } from '../client/session.ts';
import { commands } from './commands.ts';

const mostRecent = 9;
/** Commands of the home page, which the menu offers everywhere. */
const ofHome = new Set(['new', 'open']);

/** Tells the desktop shell what its menu shows and whether work is under way, and does what is chosen there. */
export function useDesktop(product: ComputedRef<ProductSummary | undefined>): void {
  const shell = desktop;
  if (shell === null) return;
  const { locale } = useI18n();
  const session = useSession();
  const router = useRouter();
  const frame = computed<MenuFrame>(() => ({
    language: locale.value === 'de' ? 'de' : 'en',
    hasProduct: product.value !== undefined,
    recent: session.products
      .filter(({ id, problem }) => id !== product.value?.id && !problem)
      .slice(0, mostRecent)
      .map(({ id, name }) => ({ id, name })),
  }));
  watch(
    () => JSON.stringify(frame.value),
    () => void shell.setFrame(frame.value),
    { immediate: true },
  );
  watch(
    () => session.running.length > 0,
    (isBusy) => void shell.setBusy(isBusy),
    { immediate: true },
  );
  const find = (id: string) => commands.value.find((command) => command.id === id);
  shell.onMenu((id) => {
    if (find(id) || !ofHome.has(id)) return find(id)?.run();
    void router
      .push('/')
      .then(() => nextTick())
      .then(() => find(id)?.run());
  });
}
