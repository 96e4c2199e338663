import { desktop } from '../../client/desktop.ts';

/**
 * Where files lie that a person dropped or chose, folders among them, after the shell opened them to the studio.
 * @returns null in a browser, which does not say where a file lies, and for files that no person handed over
 */
export async function shellPaths(files: readonly File[]): Promise<string[] | null> {
  if (!desktop) return null;
  const paths: string[] = [];
  for (const file of files) {
    const path = await desktop.pathOf(file);
    if (path === null) return null;
    paths.push(path);
  }
  return paths;
}
