/**
 * What was drawn, stroke by stroke: undo takes a stroke whole, however many changes it has. Plain data, never changed in
 * place: each function answers with the next history, and who breaks a stroke off goes back to the one before it.
 */
export interface History<Change> {
  /** Strokes in force, oldest first; the last one may be under way. */
  readonly strokes: readonly (readonly Change[])[];
  /** Strokes that were taken back; the one that redo brings back stands last. */
  readonly undone: readonly (readonly Change[])[];
}

export const emptyHistory: History<never> = { strokes: [], undone: [] };

/** The undo mark: what follows is a stroke of its own. A stroke without a change is none. */
export function mark<Change>(history: History<Change>): History<Change> {
  return history.strokes.at(-1)?.length === 0 ? history : { ...history, strokes: [...history.strokes, []] };
}

/** Adds a change to the stroke under way. What was undone before can no longer be brought back. */
export function add<Change>(history: History<Change>, change: Change): History<Change> {
  const last = history.strokes.at(-1) ?? [];
  return { strokes: [...history.strokes.slice(0, -1), [...last, change]], undone: [] };
}

const withoutEmpty = <Change>({ strokes }: History<Change>): History<Change>['strokes'] =>
  strokes.at(-1)?.length === 0 ? strokes.slice(0, -1) : strokes;

/** Takes back the last stroke; the same history where there is none. */
export function undo<Change>(history: History<Change>): History<Change> {
  const strokes = withoutEmpty(history);
  const last = strokes.at(-1);
  return last ? { strokes: strokes.slice(0, -1), undone: [...history.undone, last] } : history;
}

/** Brings back the stroke that was taken back last, as one that has ended; the same history where there is none. */
export function redo<Change>(history: History<Change>): History<Change> {
  const stroke = history.undone.at(-1);
  return stroke ? { strokes: [...withoutEmpty(history), stroke], undone: history.undone.slice(0, -1) } : history;
}

/** Every change in force, in the order in which they were made. */
export const changesOf = <Change>({ strokes }: History<Change>): Change[] => strokes.flat();
