import { type Named, type SortedOut, sortOut } from './sortOut.ts';

/** A file that was dropped or chosen. */
export type NamedFile = Named<File>;
/** What was dropped. */
export type Dropped = SortedOut<File>;

/**
 * The files of a drop, folders with all that is below them, hidden files left out. To be called while the drop is handled: its
 * entries are gone afterwards. What another program made up, such as a picture out of a mail, is a file without an entry.
 */
export async function droppedFiles(data: DataTransfer): Promise<Dropped> {
  const found = [...data.items].map(async (item): Promise<NamedFile[]> => {
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry) return filesBelow(entry);
    return file ? [{ name: file.name, file }] : [];
  });
  const files = await Promise.all(found);
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
