import { setImmediate } from 'node:timers/promises';
import { type ImportNote, firstOf, importNote } from '#shared/domain/importNotes.ts';
import type { Sessions } from './sessions.ts';

/** Rows looked up before others get their turn. */
const rowsAtOnce = 50_000;

/** Where a sessions file puts a picture; the part is null where it names none. */
export interface NamedPlace {
  session: string;
  part: string | null;
}

/**
 * Finds the pictures that the rows of a sessions file name: by their path in the folder, in any case of letters, else by the
 * end of the row's path, as absolute paths of another computer have it. A picture that rows of several places fit gets none.
 * @param relatives paths of the pictures inside the imported folder
 * @returns places by those paths, and notes of rows and pictures that stay alone
 */
export async function matchSessions(
  sessions: Sessions,
  relatives: readonly string[],
): Promise<{ places: Map<string, NamedPlace>; notes: ImportNote[] }> {
  const byPath = new Map(relatives.map((path) => [path, path]));
  const byFolded = new Map(relatives.map((path) => [path.toLowerCase(), path]));
  const places = new Map<string, NamedPlace>();
  const unclear = new Set<string>();
  const lost: string[] = [];
  let byEnd = 0;
  const later: [string, NamedPlace][] = [];
  let rows = 0;
  for (const [key, { session, part }] of sessions) {
    if (++rows % rowsAtOnce === 0) await setImmediate();
    const place: NamedPlace = { session, part: part === key ? null : part };
    const path = byPath.get(key) ?? byFolded.get(key.toLowerCase());
    if (path === undefined) later.push([key, place]);
    else places.set(path, place);
  }
  for (const [key, place] of later) {
    if (++rows % rowsAtOnce === 0) await setImmediate();
    const path = byEndOf(key, byFolded);
    const earlier = path === undefined ? undefined : places.get(path);
    if (path === undefined) lost.push(key);
    else if (!earlier) {
      places.set(path, place);
      byEnd++;
    } else if (earlier.session !== place.session || earlier.part !== place.part) {
      unclear.add(path);
      lost.push(key);
    }
  }
  for (const path of unclear) {
    places.delete(path);
    lost.push(path);
    byEnd--;
  }
  return { places, notes: notesOf(sessions.size, lost, byEnd, relatives, places) };
}

function byEndOf(key: string, byFolded: ReadonlyMap<string, string>): string | undefined {
  let rest = key.toLowerCase();
  for (let slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
    rest = rest.slice(slash + 1);
    const path = byFolded.get(rest);
    if (path !== undefined) return path;
  }
  return undefined;
}

function notesOf(
  rows: number,
  lost: readonly string[],
  byEnd: number,
  relatives: readonly string[],
  places: ReadonlyMap<string, NamedPlace>,
): ImportNote[] {
  const bare = relatives.filter((path) => !places.has(path));
  const values = { n: lost.length, of: rows, first: firstOf(lost) };
  return [
    ...(rows > 0 && lost.length === rows ? [importNote('sessionsNone', values)] : []),
    ...(lost.length > 0 && lost.length < rows ? [importNote('sessionsSome', values)] : []),
    ...(byEnd > 0 ? [importNote('sessionsByEnd', { n: byEnd, of: rows })] : []),
    ...(bare.length > 0
      ? [importNote('picturesWithout', { n: bare.length, of: relatives.length, first: firstOf(bare) })]
      : []),
  ];
}
