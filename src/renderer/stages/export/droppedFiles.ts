import { isPictureEnding } from '#shared/domain/pictureFiles.ts';

/** A file that was dropped or chosen, with the folders that came with it. */
export interface NamedFile {
  /** Such as `day-1/005.png`. */
  name: string;
  file: File;
}

/** What was dropped: pictures by their ending to send, the others counted. */
export interface Dropped {
  files: NamedFile[];
  /** By ending, in lower case. */
  skipped: Map<string, number>;
}

const endingOf = (name: string): string => /\.[^./]+$/.exec(name)?.[0].toLowerCase() ?? '';

/** Files that are pictures by their ending; a single one that is none is kept, so that scoring says what is wrong with it. */
export function sortOut(files: readonly NamedFile[]): Dropped {
  const dropped: Dropped = { files: [], skipped: new Map() };
  for (const one of files) {
    const ending = endingOf(one.name);
    if (isPictureEnding(ending) || files.length === 1) dropped.files.push(one);
    else dropped.skipped.set(ending, (dropped.skipped.get(ending) ?? 0) + 1);
  }
  return dropped;
}

/**
 * The files of a drop, folders with all that is below them, hidden files left out. To be called while the drop is handled: its
 * entries are gone afterwards.
 */
export async function droppedFiles(data: DataTransfer): Promise<Dropped> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files = await Promise.all(entries.map((entry) => filesBelow(entry)));
  return sortOut(files.flat().sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })));
}

async function filesBelow(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (entry.name.startsWith('.')) return [];
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ name: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // a browser hands a folder's entries out a hundred at a time, until it hands out none
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map((one) => filesBelow(one)))).flat();
}
