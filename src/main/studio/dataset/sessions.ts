import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type ImportNote, importNote } from '#shared/domain/importNotes.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';

/** Session and part of an image, by its path inside the imported folder. */
export type Sessions = ReadonlyMap<string, { session: string; part: string }>;

/** The sessions file that lies beside the pictures of a folder, where there is one. */
export function ownSessions(folder: string): string | undefined {
  const file = join(folder, 'sessions.csv');
  return existsSync(file) ? file : undefined;
}

const columnNames = ['file', 'session', 'part'];
/** Lines read before others get their turn: some tens of milliseconds. */
const linesAtOnce = 50_000;

/** {@link readSessionsFile} without what is to be said of the file. */
export const readSessions = async (file: string): Promise<Sessions> => (await readSessionsFile(file)).sessions;

/**
 * Reads a sessions file: CSV with the header `file,session,part`, paths relative to the imported folder. Semicolons or tabs
 * may stand for the commas, as spreadsheets of some countries write them; without a part each image is a part of its own.
 * What is not UTF-8 is read as Windows-1252, and a note says so. Long files are read in pieces.
 * @throws FlawsmithError `not-found`, `bad-config` with the line
 */
export async function readSessionsFile(file: string): Promise<{ sessions: Sessions; notes: ImportNote[] }> {
  const { text, isUtf8 } = await readText(file);
  const lines = text.split('\n');
  const separator = [',', ';', '\t'].find((mark) => lines[0]!.includes(mark)) ?? ',';
  const cellsOf = (index: number): string[] => {
    const cells = splitLine(lines[index]!.replace(/\r$/, ''), separator);
    if (cells === null) throw wrong(file, index + 1, 'a double quote is not closed', 'sessionsQuote');
    return cells;
  };
  const header = cellsOf(0).map((name) => name.trim().toLowerCase());
  const columns = columnNames.map((name) => header.indexOf(name));
  if (columns.includes(-1))
    throw wrong(file, 1, 'the first line must name the columns file,session,part', 'sessionsHeader');
  const sessions = new Map<string, { session: string; part: string }>();
  for (let index = 1; index < lines.length; index++) {
    if (index % linesAtOnce === 0) await setImmediate();
    if (lines[index]!.trim() === '') continue;
    const cells = cellsOf(index);
    const [path, session, part] = columns.map((column) => cells[column]?.trim() ?? '');
    if (!path || !session) throw wrong(file, index + 1, 'file and session must not be empty', 'sessionsEmpty');
    const key = path.replaceAll('\\', '/').replace(/^\.\//, '');
    const place = { session, part: part || key };
    const earlier = sessions.get(key);
    if (earlier && (earlier.session !== session || earlier.part !== place.part)) {
      throw wrong(file, index + 1, `${key} was given another session or part before`, 'sessionsTwice');
    }
    sessions.set(key, place);
  }
  return { sessions, notes: isUtf8 ? [] : [importNote('sessionsLatin')] };
}

async function readText(file: string): Promise<{ text: string; isUtf8: boolean }> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw toFlawsmithError(error, file);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), isUtf8: true };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), isUtf8: false };
  }
}

/** Cells of a line; a cell in double quotes may hold separators, and "" for a quote. Null where a quote stays open. */
function splitLine(line: string, separator: string): string[] | null {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let rest = line;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(rest);
    const end = quoted ? quoted[0].length : rest.indexOf(separator);
    if (quoted) cells.push(quoted[1]!.replaceAll('""', '"'));
    else if (/^\s*"/.test(rest)) return null;
    else cells.push(end < 0 ? rest : rest.slice(0, end));
    if (end < 0 || end >= rest.length) return cells;
    if (rest[end] !== separator) return null;
    rest = rest.slice(end + 1);
  }
}

type SessionsFault = 'sessionsQuote' | 'sessionsHeader' | 'sessionsEmpty' | 'sessionsTwice';

function wrong(file: string, line: number, what: string, code: SessionsFault): FlawsmithError {
  return new FlawsmithError('bad-config', `Line ${line} of the sessions file: ${what}: ${file}`, {
    file,
    hint: 'Write one line an image: path inside the folder, capture session, part.',
    said: said(code, { file, line }),
  });
}
