import { computed, ref } from 'vue';
import type { ListedPackage, PackageSummary } from '#shared/contract/studio.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';

/** What a person can decide about a release. */
export type ReleaseAction = 'approve' | 'withdraw' | 'restore' | 'rollBack';

/** What can be decided about a release as it stands. */
export function actionsFor(one: ListedPackage): ReleaseAction[] {
  const { state, approved } = one.standing;
  if (state === 'withdrawn') return ['restore'];
  const isWhole = one.isReadable && one.isWhole;
  return [
    ...(isWhole && state === 'inForce' && !approved ? (['approve'] as const) : []),
    ...(isWhole && state === 'replaced' ? (['rollBack'] as const) : []),
    'withdraw',
  ];
}

/** The releases of a product, the one that is shown, and what a person decides about it. */
export function useReleases(product: string) {
  const session = useSession();
  const { error: actionError, isBusy, run } = useAction();
  const chosen = ref<number | null>(null);
  const asked = ref<ReleaseAction | null>(null);
  const { value: packages, error } = useLoad(
    () => [
      product,
      session.generation,
      session.phaseOf(product, 'export'),
      session.productById(product)?.stages.export,
    ],
    (signal) => studio.export.packages({ product }, { signal }),
  );
  const readable = computed(() => (packages.value ?? []).filter((one): one is PackageSummary => one.isReadable));
  const pack = computed<PackageSummary | null>(() => {
    const byChoice = readable.value.find(({ release }) => release === chosen.value);
    return byChoice ?? readable.value.find(({ standing }) => standing.state === 'inForce') ?? readable.value[0] ?? null;
  });
  /** The newest release that cannot be read, where no other can be shown beside it. */
  const unreadable = computed(() => {
    const [newest] = packages.value ?? [];
    return pack.value === null && newest && !newest.isReadable ? newest.problem : null;
  });
  const { value: changes, reload: reloadChanges } = useLoad(
    () => [product, pack.value?.release, session.generation],
    async (signal) => (pack.value ? studio.export.changes({ product, release: pack.value.release }, { signal }) : null),
  );

  async function decide(release: number, { name, why }: { name: string; why: string }): Promise<void> {
    const action = asked.value;
    if (action === null) return;
    const order = { product, release, why };
    const isDone = await run(() =>
      action === 'approve' ? studio.export.approve({ ...order, name }) : studio.export[action](order),
    );
    asked.value = null;
    if (!isDone) return;
    packages.value = await studio.export.packages({ product });
    if (action === 'rollBack' || action === 'withdraw') chosen.value = null;
    await reloadChanges();
  }
  return { packages, error, actionError, isBusy, pack, unreadable, chosen, asked, changes, decide };
}
