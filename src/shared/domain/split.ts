import type { Split } from './images.ts';

/** What decides on which side of the split a normal image stands. */
export interface GroupingRow {
  id: number;
  /** Content hash. */
  hash: string;
  session: string;
  part: string;
  /** Difference hash: equal ones in a session are twins. */
  fingerprint: string;
}

/** Share of normal images held out for calibration. */
const calibrationShare = 0.2;
/** With fewer normals none is held out: the limits then rest on the training parts and say so. */
const fewestNormals = 10;

/**
 * Divides normal images into train and calibration. Images of one part, and twins of one session, stay together; the
 * groups are ordered by their content, so two products with the same images get the same split whatever their paths.
 * @returns the split of every row
 */
export function splitNormals(rows: readonly GroupingRow[]): Map<number, Split> {
  const groups = groupRows(rows);
  const splits = new Map<number, Split>(rows.map((row) => [row.id, 'train']));
  if (rows.length < fewestNormals || groups.length < 2) return splits;
  const wanted = Math.max(3, Math.round(rows.length * calibrationShare));
  let held = 0;
  for (const group of groups) {
    if (held >= wanted) break;
    // A large group would take more than the share again: leave it to training and look for smaller ones.
    if (held + group.length > wanted * 1.5 && held > 0) continue;
    if (group.length > rows.length / 2) continue;
    for (const row of group) splits.set(row.id, 'calibration');
    held += group.length;
  }
  return splits;
}

/** Groups that must not be parted, ordered by the smallest hash of each (which is as good as random). */
function groupRows(rows: readonly GroupingRow[]): GroupingRow[][] {
  const parent = new Map(rows.map((row) => [row.id, row.id]));
  const root = (id: number): number => {
    let top = id;
    while (parent.get(top) !== top) top = parent.get(top)!;
    parent.set(id, top);
    return top;
  };
  const first = new Map<string, number>();
  for (const row of rows) {
    for (const key of [`part:${row.part}`, `twin:${row.session}:${row.fingerprint}`]) {
      const other = first.get(key);
      if (other === undefined) first.set(key, row.id);
      else parent.set(root(row.id), root(other));
    }
  }
  const groups = new Map<number, GroupingRow[]>();
  for (const row of rows) groups.set(root(row.id), [...(groups.get(root(row.id)) ?? []), row]);
  const smallest = (group: GroupingRow[]): string => group.reduce((a, b) => (a < b.hash ? a : b.hash), group[0]!.hash);
  return [...groups.values()].sort((a, b) => (smallest(a) < smallest(b) ? -1 : 1));
}
