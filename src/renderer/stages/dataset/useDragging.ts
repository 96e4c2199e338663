import { shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { type Dragged, type DropPlace, changeOf } from './dragged.ts';
import type { useDataset } from './useDataset.ts';

/** Tells our own pictures from files that are dragged in. */
const type = 'application/x-flawsmith-pictures';

/**
 * Pictures or a session dragged over the page, and what letting go changes: the same as the fields beside the picture and
 * below a selection, so one step to undo.
 */
export function useDragging({ gallery, selection, change, moveSession }: ReturnType<typeof useDataset>) {
  const { t, n } = useI18n();
  const dragged = shallowRef<Dragged | null>(null);

  function start(what: Dragged, { dataTransfer }: DragEvent): void {
    if (!dataTransfer) return;
    dataTransfer.setData(type, '');
    dataTransfer.effectAllowed = 'move';
    const textContent = t('edits.pictures', { n: n(what.count) }, what.count);
    const badge = Object.assign(document.createElement('div'), { className: 'drag-badge', textContent });
    document.body.append(badge);
    dataTransfer.setDragImage(badge, -8, -8);
    // A page that changes while the drag begins ends it at once in some browsers.
    setTimeout(() => {
      badge.remove();
      dragged.value = what;
    });
  }

  /** All that are picked where the picture is one of them, else it alone. */
  function startPictures(index: number, event: DragEvent): void {
    const row = gallery.row(index);
    if (!row) return;
    if (!selection.picked.value.has(row.id)) {
      selection.chosen.value = index;
      selection.clear();
    }
    const ids = new Set(selection.chosenIds());
    const rows = gallery.known().filter(({ id }) => ids.has(id));
    start({ what: 'pictures', count: ids.size, rows }, event);
  }
  const startSession = (of: Omit<Extract<Dragged, { what: 'session' }>, 'what'>, event: DragEvent): void =>
    start({ what: 'session', ...of }, event);

  const end = (): void => void (dragged.value = null);
  const isTarget = (place: DropPlace): boolean => dragged.value !== null && changeOf(dragged.value, place) !== null;
  function drop(place: DropPlace): void {
    const what = dragged.value;
    const wanted = what && changeOf(what, place);
    end();
    if (!what || !wanted) return;
    if (what.what === 'pictures') void change(wanted);
    else void moveSession(what, wanted);
  }
  return { dragged, startPictures, startSession, end, isTarget, drop };
}
