import { type Ref, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useSession } from '../../client/session.ts';
import { useLeaving } from '../../ui/useLeaving.ts';
import { useOwnSteps } from '../../ui/useUndo.ts';
import type { useScope } from './useScope.ts';
import type { useZones } from './useZones.ts';
import type { Point } from './zoneDraft.ts';

const unsavedWords = { product: 'zones.list', picture: 'zones.own.list', part: 'zones.part.title' } as const;

/** Save and discard, a draft's own undo, and the question before what is not saved is lost. @param drawn corners of a polygon that is not closed */
export function useSaving(
  { scope, now, isChanged, isDragging, unsaved: changed }: ReturnType<typeof useScope>,
  { isDamaged }: ReturnType<typeof useZones>,
  drawn: Ref<Point[]>,
) {
  const { t } = useI18n();
  const session = useSession();
  const canUndo = (): boolean => now.value.steps.canUndo.value;
  const canRedo = (): boolean => now.value.steps.canRedo.value;
  useOwnSteps(
    { canUndo, canRedo, undo: () => now.value.steps.undo(), redo: () => now.value.steps.redo() },
    () => canUndo() || canRedo(), // with none of its own, Undo takes back what was saved
  );
  let saving = Promise.resolve();
  const save = (): Promise<void> => (saving = now.value.save());
  const discard = (): void => now.value.discard();
  /** What leaving would lose. */
  const unsaved = computed(() => [
    ...changed.value.map(({ of, name }) => t(unsavedWords[of], { name })),
    ...(drawn.value.length > 0 ? [t('zones.leave.drawn')] : []),
  ]);
  const leaving = useLeaving({
    settled: () => saving.then(() => unsaved.value.length === 0),
    isSaved: () => unsaved.value.length === 0,
  });
  const canSave = computed(
    () =>
      (isChanged.value || (isDamaged.value && scope.value === 'product')) &&
      now.value.faults.value.length === 0 &&
      !now.value.isBusy.value &&
      !session.isLost &&
      !isDragging.value,
  );
  return { save, discard, canSave, unsaved, leaving };
}
