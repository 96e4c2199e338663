/**
 * Orders of the gallery. score: by the newest run that has scores, the most anomalous first, pictures without one last. odd:
 * what the check before training found, the gravest first, then what a person looked at and kept, then the others.
 */
export const galleryOrders = ['arrival', 'newest', 'name', 'odd', 'score'] as const;
export type GalleryOrder = (typeof galleryOrders)[number];

const mostFolders = 3;

/**
 * How to call files in a list: by their names, with as many folders before as tell those of the same name apart, three at most.
 * @param files absolute paths, with `/` or `\`
 */
export function shownNames(files: readonly string[]): string[] {
  const parts = files.map((file) => file.split(/[/\\]/));
  const shown = parts.map((path) => path.at(-1)!);
  for (let folders = 1; folders <= mostFolders; folders++) {
    const groups = Map.groupBy(shown.keys(), (i) => shown[i]!);
    const alike = [...groups.values()].filter((group) => group.length > 1).flat();
    if (alike.length === 0) break;
    for (const i of alike) shown[i] = parts[i]!.slice(-1 - folders).join('/');
  }
  return shown;
}

/** A key by which names sort as people expect: without regard to case, 9 before 10. */
export const naturalKey = (name: string): string =>
  name.toLowerCase().replaceAll(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(15, '0'));
