import { computed, reactive, ref, watch } from 'vue';
import { useRouter } from 'vue-router';
import { type FolderChange, type FolderRow, folderKey } from '#shared/domain/folderChange.ts';
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
  /** What is said of folders in place of what was understood. */
  changes: readonly FolderChange[];
}

/** What a folder is understood as under the choices made, and the import of just that. */
export function useImportPlan(product: string, folder: () => string) {
  const router = useRouter();
  const { error: refused, isBusy, run } = useAction();
  const choice = reactive<ImportChoice>({ layout: '', label: 'found', session: '', scale: null, changes: [] });
  const asked = () => ({
    folder: folder(),
    ...(choice.layout === '' ? {} : { layout: choice.layout }),
    ...(choice.label === 'found' ? {} : { label: choice.label }),
    ...(choice.session.trim() === '' ? {} : { session: choice.session.trim() }),
    ...(choice.changes.length === 0 ? {} : { changes: [...choice.changes] }),
  });
  /** What changes the rows: naming a session or saying what a row's pictures are does not, so the plan stays in view. */
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

  /** Which of the plan's pictures are new; null until their files have been read, and where that failed: the import says why. */
  const read = useLoad(
    () => (plan.value === null ? '' : matter()),
    async (signal) => {
      const of = matter();
      return plan.value === null
        ? null
        : { of, ...(await studio.dataset.contents({ product, ...asked() }, { signal })) };
    },
  );
  const contents = computed(() => (plan.value !== null && read.value.value?.of === matter() ? read.value.value : null));

  // Rows that are understood anew are other rows.
  watch(matter, () => (choice.changes = []), { flush: 'sync' });

  /** Says of a row's pictures in place of what was understood; an empty change takes that back. */
  function say(of: FolderRow, change: FolderChange['change']): void {
    const others = choice.changes.filter((one) => folderKey(one.of) !== folderKey(of));
    choice.changes = Object.keys(change).length === 0 ? others : [...others, { of, change }];
  }

  async function add(): Promise<void> {
    if (plan.value === null || isBusy.value) return;
    const scale = choice.scale === null ? {} : { scale: choice.scale };
    const isDone = await run(() => studio.dataset.import({ product, ...asked(), ...scale }));
    if (isDone) leave();
  }

  const leave = (): void => void router.push({ name: 'dataset', params: { product } });

  /** Another folder is another question: what was chosen for the one before does not hold for it. */
  function look(other: string): void {
    Object.assign(choice, { layout: '', label: 'found', session: '', scale: null, changes: [] });
    void router.replace({ name: 'add', params: { product }, query: { folder: other } });
    if (other === folder()) void reload();
  }

  const failure = computed(() => (isLoading.value && plan.value === null ? null : (error.value ?? refused.value)));
  return { choice, plan, contents, failure, isLoading, isBusy, add, say, leave, look };
}
