/** What tells whether pictures show one physical part. */
export interface UnitRow {
  id: number;
  hash: string;
  session: string;
  part: string;
  recording: string | null;
}

/**
 * The physical part that each picture counts as: pictures whose part is named alike are one, and so are near-copies. Named
 * after the smallest of its part names, so that the name depends on no order.
 * @returns by id
 */
export function unitsOf(rows: readonly UnitRow[]): Map<number, string> {
  const parent = new Map<string, string>();
  const root = (name: string): string => {
    let top = name;
    for (let up = parent.get(top); up !== undefined; up = parent.get(top)) top = up;
    return top;
  };
  const partOfRecording = new Map<string, string>();
  for (const { part, recording } of rows) {
    if (recording === null) continue;
    const other = partOfRecording.get(recording);
    if (other === undefined) partOfRecording.set(recording, part);
    else {
      const [a, b] = [root(part), root(other)].sort() as [string, string];
      if (a !== b) parent.set(b, a);
    }
  }
  return new Map(rows.map(({ id, part }) => [id, root(part)]));
}
