import { readFile } from 'node:fs/promises';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';

/** Session and part of an image, by its path inside the imported folder. */
export type Sessions = ReadonlyMap<string, { session: string; part: string }>;

/**
 * Reads a sessions file: CSV with the header `file,session,part`, paths relative to the imported folder.
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
  const header = (lines[0] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const columns = ['file', 'session', 'part'].map((name) => header.indexOf(name));
  if (columns.includes(-1)) throw wrong(file, 1, 'the first line must name the columns file,session,part');
  const sessions = new Map<string, { session: string; part: string }>();
  lines.slice(1).forEach((line, i) => {
    if (line.trim() === '') return;
    const cells = splitLine(line);
    const [path, session, part] = columns.map((column) => cells[column]?.trim() ?? '');
    if (!path || !session) throw wrong(file, i + 2, 'file and session must not be empty');
    sessions.set(path.replaceAll('\\', '/').replace(/^\.\//, ''), { session, part: part || path });
  });
  return sessions;
}

/** Cells of a CSV line; a cell in double quotes may hold commas, and "" for a quote. */
function splitLine(line: string): string[] {
  const cells: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
  }
  return cells;
}

function wrong(file: string, line: number, what: string): FlawsmithError {
  return new FlawsmithError('bad-config', `Line ${line} of the sessions file: ${what}: ${file}`, {
    file,
    hint: 'Write one line an image: path inside the folder, capture session, part.',
  });
}
