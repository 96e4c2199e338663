import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';

/** Session and part of an image, by its path inside the imported folder. */
export type Sessions = ReadonlyMap<string, { session: string; part: string }>;

/** The sessions file that lies beside the pictures of a folder, where there is one. */
export function ownSessions(folder: string): string | undefined {
  const file = join(folder, 'sessions.csv');
  return existsSync(file) ? file : undefined;
}

const columnNames = ['file', 'session', 'part'];

/**
 * Reads a sessions file: CSV with the header `file,session,part`, paths relative to the imported folder. Semicolons or tabs
 * may stand for the commas, as spreadsheets of some countries write them; without a part each image is a part of its own.
 * @throws FlawsmithError `not-found`, `bad-config` with the line
 */
export async function readSessions(file: string): Promise<Sessions> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw toFlawsmithError(error, file);
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const separator = [',', ';', '\t'].find((mark) => lines[0]!.includes(mark)) ?? ',';
  const cellsOf = (index: number): string[] => {
    const cells = splitLine(lines[index]!, separator);
    if (cells === null) throw wrong(file, index + 1, 'a double quote is not closed');
    return cells;
  };
  const header = cellsOf(0).map((name) => name.trim().toLowerCase());
  const columns = columnNames.map((name) => header.indexOf(name));
  if (columns.includes(-1)) throw wrong(file, 1, 'the first line must name the columns file,session,part');
  const sessions = new Map<string, { session: string; part: string }>();
  for (let index = 1; index < lines.length; index++) {
    if (lines[index]!.trim() === '') continue;
    const cells = cellsOf(index);
    const [path, session, part] = columns.map((column) => cells[column]?.trim() ?? '');
    if (!path || !session) throw wrong(file, index + 1, 'file and session must not be empty');
    const key = path.replaceAll('\\', '/').replace(/^\.\//, '');
    const place = { session, part: part || key };
    const earlier = sessions.get(key);
    if (earlier && (earlier.session !== session || earlier.part !== place.part)) {
      throw wrong(file, index + 1, `${key} was given another session or part before`);
    }
    sessions.set(key, place);
  }
  return sessions;
}

/** Cells of a line; a cell in double quotes may hold separators, and "" for a quote. Null where a quote stays open. */
function splitLine(line: string, separator: string): string[] | null {
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

function wrong(file: string, line: number, what: string): FlawsmithError {
  return new FlawsmithError('bad-config', `Line ${line} of the sessions file: ${what}: ${file}`, {
    file,
    hint: 'Write one line an image: path inside the folder, capture session, part.',
  });
}
