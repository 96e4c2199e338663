import { type Ref, computed, ref, watch } from 'vue';
import type { OddRow } from '#shared/contract/studio.ts';
import type { Problem } from '#shared/domain/oddPictures.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';
import { useAction, useLoad } from '../../ui/useLoad.ts';
import { comparesByItself } from './comparing.ts';
import type { DatasetSummary } from './useGallery.ts';

/** A picture with all that is odd about it. */
export interface OddPictureRow {
  image: OddRow['image'];
  rows: OddRow[];
}

/**
 * What is odd about a product's pictures, and what a person does about it.
 * @param summary what the product holds, another one at each change; null before it is known
 */
export function useCheck(product: string, summary: () => DatasetSummary | null) {
  const session = useSession();
  const { error, run } = useAction();
  const job = computed(() => session.jobOf(product, 'check'));
  const {
    value: found,
    error: failed,
    reload,
  } = useLoad(
    () => [product, session.phaseOf(product, 'check'), summary()],
    async (signal) => (summary() === null ? null : studio.check.list({ product }, { signal })),
  );
  const isOpen = (row: OddRow): boolean => !row.isLookedAt;
  const open = computed(() => byPicture((found.value?.rows ?? []).filter(isOpen)));
  const kept = computed(() => byPicture((found.value?.rows ?? []).filter((row) => !isOpen(row))));

  /** Notes that a person looked and keeps the picture; or takes that back. */
  async function look({ rows }: OddPictureRow, isLookedAt: boolean): Promise<void> {
    const looked = rows.map(({ image, problem, of }) => ({ image: image.id, problem, of: of?.id ?? null }));
    await run(() => studio.check.look({ product, rows: looked, isLookedAt }));
    await reload();
  }

  const describe = (): Promise<boolean> => run(() => studio.check.describe({ product }));

  return { found, open, kept, job, error: computed(() => error.value ?? failed.value), look, describe };
}

export type CheckState = ReturnType<typeof useCheck>;

/** Compares parts once as long as the caller is shown, as soon as nothing else computes. */
export function useComparing({ found, job, describe }: CheckState): void {
  const session = useSession();
  const isAsked = ref(false);
  const isDue = computed(
    () =>
      !isAsked.value &&
      !session.isLost &&
      found.value !== null &&
      comparesByItself(found.value, job.value, session.running.length),
  );
  watch(
    isDue,
    (isNow) => {
      if (!isNow) return;
      isAsked.value = true;
      void describe();
    },
    { immediate: true },
  );
}

function byPicture(rows: readonly OddRow[]): OddPictureRow[] {
  const pictures = Map.groupBy(rows, ({ image }) => image.id);
  return [...pictures.values()].map((own) => ({ image: own[0]!.image, rows: own }));
}

/** Problems with the number of pictures that have them, in the order in which they come. */
export const useProblems = (pictures: Ref<readonly OddPictureRow[]>) =>
  computed(() => {
    const counts = new Map<Problem, number>();
    for (const { rows } of pictures.value) {
      for (const problem of new Set(rows.map((row) => row.problem))) {
        counts.set(problem, (counts.get(problem) ?? 0) + 1);
      }
    }
    return [...counts].map(([problem, count]) => ({ problem, count }));
  });
