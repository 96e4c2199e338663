/** What tells near-copies: pictures of one part that hardly differ, such as the frames of a recording. */
export interface RecordingRow {
  id: number;
  /** Content hash. */
  hash: string;
  session: string;
  part: string;
  /** Difference hash of the picture, hex. */
  fingerprint: string;
}

/** Name of the part of a picture for which nobody named one: the picture is a part of its own. */
export const ownPart = (hash: string): string => hash.slice(0, 16);

/** Near-copies are looked for where nobody said which part a picture shows: what a person named is not doubted. */
const isOpen = ({ part, hash }: RecordingRow): boolean => part === ownPart(hash);

const twinKey = ({ session, fingerprint }: RecordingRow): string => JSON.stringify([session, fingerprint]);

/** What a picture has in common with its near-copies; none where its part was named. */
export const recordingKeys = (row: RecordingRow & { recording: string | null }): string[] =>
  isOpen(row) ? [twinKey(row), ...(row.recording === null ? [] : [`recording ${row.recording}`])] : [];

/**
 * Groups near-copies within a session: pictures with equal fingerprints whose part nobody named.
 * @returns by id the smallest content hash of its group, which names it; absent for a picture alone
 */
export function findRecordings(rows: readonly RecordingRow[]): Map<number, string> {
  const groups = Map.groupBy(rows.filter(isOpen), twinKey);
  const names = new Map<number, string>();
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const name = group.map(({ hash }) => hash).sort()[0]!;
    for (const { id } of group) names.set(id, name);
  }
  return names;
}
