import { ref } from 'vue';
import { desktop } from '../client/desktop.ts';

/**
 * Takes what is dropped on a page. In the desktop window its path is known; a browser keeps it to itself.
 * @param taken called with the absolute path of a folder: of a file, the folder that it lies in
 * @param unknown called with the name of what was dropped, in a browser
 */
export function useFolderDrop(taken: (path: string) => void, unknown: (name: string) => void) {
  const isOver = ref(false);

  function over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    isOver.value = true;
  }

  function leave(event: DragEvent): void {
    const within = event.currentTarget as Node;
    if (!within.contains(event.relatedTarget as Node | null)) isOver.value = false;
  }

  async function drop(event: DragEvent): Promise<void> {
    isOver.value = false;
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    // Asked now: after the first await the browser has forgotten what was dropped.
    const isFolder = event.dataTransfer?.items[0]?.webkitGetAsEntry()?.isDirectory ?? true;
    const path = desktop ? await desktop.pathOf(file) : null;
    if (path === null) unknown(file.name);
    else taken(isFolder ? path : path.replace(/[\\/][^\\/]*$/, ''));
  }

  return { isOver, over, leave, drop };
}
