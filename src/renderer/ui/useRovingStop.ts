import { type Ref, ref } from 'vue';

/** What is to be done with a list that is one stop for Tab. */
interface RovingStop {
  /** Number of the cell that Tab stops at. */
  stop: Ref<number>;
  /** 0 for the cell that Tab stops at, −1 for the others. */
  tabindex(cell: number): 0 | -1;
  /** For the list: a cell that gets the focus, by whatever means, is the one that Tab comes back to. */
  onFocus(event: FocusEvent): void;
  /** For the list: arrows go to the neighbours, Home and End to both ends of a row, with Ctrl to those of the list. */
  onKey(event: KeyboardEvent): void;
}

/** Cells are marked by `data-cell`, in reading order. */
const cellsOf = (list: EventTarget | null): HTMLElement[] => [
  ...(list as HTMLElement).querySelectorAll<HTMLElement>('[data-cell]'),
];
const canFocus = (cell: HTMLElement | undefined): boolean => cell !== undefined && !cell.matches(':disabled');

/**
 * A list or grid of controls that is one stop for Tab and walked by arrow keys: the roving tabindex of WAI-ARIA's layout grid and
 * toolbar.
 * @param columns cells of a row as they are shown
 * @param first cell that Tab stops at before any had the focus
 */
export function useRovingStop(columns: () => number, first = 0): RovingStop {
  const stop = ref(first);

  function onFocus({ currentTarget, target }: FocusEvent): void {
    const cell = cellsOf(currentTarget).indexOf(target as HTMLElement);
    if (cell >= 0) stop.value = cell;
  }
  function onKey(event: KeyboardEvent): void {
    const cells = cellsOf(event.currentTarget);
    const at = cells.indexOf(event.target as HTMLElement);
    const way = at < 0 || event.altKey ? null : wayOf(event, at, { columns: columns(), count: cells.length });
    if (!way) return;
    event.preventDefault();
    let next = way.from;
    while (cells[next] && !canFocus(cells[next])) next += way.by;
    cells[next]?.focus();
  }
  return { stop, tabindex: (cell) => (cell === stop.value ? 0 : -1), onFocus, onKey };
}

/**
 * Where a key leads to from a cell, and how to go on from there past what cannot have the focus; null for a key that does not
 * move. A row's end is the next row's beginning.
 */
function wayOf(
  { key, ctrlKey }: KeyboardEvent,
  at: number,
  { columns, count }: { columns: number; count: number },
): { from: number; by: number } | null {
  const row = at - (at % columns);
  const ways: Record<string, { from: number; by: number }> = {
    ArrowRight: { from: at + 1, by: 1 },
    ArrowLeft: { from: at - 1, by: -1 },
    ArrowDown: { from: at + columns, by: columns },
    ArrowUp: { from: at - columns, by: -columns },
    Home: { from: ctrlKey ? 0 : row, by: 1 },
    End: { from: ctrlKey ? count - 1 : Math.min(row + columns, count) - 1, by: -1 },
  };
  return ways[key] ?? null;
}
