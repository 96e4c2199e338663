import { computed, reactive, ref } from 'vue';
import { useRouter } from 'vue-router';
import type { Label } from '#shared/domain/images.ts';
import type { ValueScale } from '#shared/domain/valueScale.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';

/** What a person has settled about an import; empty and `found` leave it to the studio. */
export interface ImportChoice {
  layout: string;
  label: 'found' | Label;
  session: string;
  scale: ValueScale | null;
}

/** What a folder is understood as under the choices made, and the import of just that. */
export function useImportPlan(product: string, folder: () => string) {
  const router = useRouter();
  const { error: refused, isBusy, run } = useAction();
  const choice = reactive<ImportChoice>({ layout: '', label: 'found', session: '', scale: null });
  const asked = () => ({
    folder: folder(),
    ...(choice.layout === '' ? {} : { layout: choice.layout }),
    ...(choice.label === 'found' ? {} : { label: choice.label }),
    ...(choice.session.trim() === '' ? {} : { session: choice.session.trim() }),
  });
  /** What changes the pictures taken: a session's name does not, so naming one keeps the plan good. */
  const matter = (): string => JSON.stringify([folder(), choice.layout, choice.label]);
  const planned = ref('');
  const { value, error, isLoading, reload } = useLoad(
    () => JSON.stringify(asked()),
    async (signal) => {
      const now = matter();
      if (folder() === '') return null;
      const plan = await studio.dataset.plan({ product, ...asked() }, { signal });
      planned.value = now;
      return plan;
    },
  );
  /** The plan of the folder and choices that are shown; null while it is being made, and where it failed. */
  const plan = computed(() => (error.value === null && planned.value === matter() ? value.value : null));

  async function add(): Promise<void> {
    if (plan.value === null || isBusy.value) return;
    const scale = choice.scale === null ? {} : { scale: choice.scale };
    const isDone = await run(() => studio.dataset.import({ product, ...asked(), ...scale }));
    if (isDone) leave();
  }

  const leave = (): void => void router.push({ name: 'dataset', params: { product } });

  /** Another folder is another question: what was chosen for the one before does not hold for it. */
  function look(other: string): void {
    Object.assign(choice, { layout: '', label: 'found', session: '', scale: null });
    void router.replace({ name: 'add', params: { product }, query: { folder: other } });
    if (other === folder()) void reload();
  }

  const failure = computed(() => (isLoading.value && plan.value === null ? null : (error.value ?? refused.value)));
  return { choice, plan, failure, isLoading, isBusy, add, leave, look };
}
