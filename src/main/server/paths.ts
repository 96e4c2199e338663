import { dirname, isAbsolute, resolve } from 'node:path';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { isInside, realExisting } from '#studio/realPaths.ts';
import { findKnownImage } from '#studio/store/gallery.ts';
import { listImages } from '#studio/store/images.ts';
import type { Workspace } from '#studio/workspace/workspace.ts';

/**
 * The real path of something that the window names, links resolved, if it lies below a folder that the user picked. A path
 * that does not exist yet is judged by its nearest existing parent.
 * @throws FlawsmithError `not-found`, the same for what is forbidden and what is not there
 */
export async function requireAllowed(workspace: Workspace, path: string): Promise<string> {
  const wanted = resolve(path);
  const real = await realExisting(wanted);
  const roots = await Promise.all(workspace.roots.map((root) => realExisting(resolve(root))));
  if (isAbsolute(path) && roots.some((root) => isInside(root, real))) return real;
  throw new FlawsmithError('not-found', `This folder is not open to the studio: ${wanted}`, {
    file: wanted,
    hint: 'Open it in the Flawsmith window: its folder dialog reaches every drive, and what is chosen there is remembered. Or start the studio with FLAWSMITH_ROOTS naming all folders that it may open, such as FLAWSMITH_ROOTS=/data.',
    said: said('folderClosed', { path: wanted }),
  });
}

/**
 * Lets pass what belongs to an image that may be shown: its file and its mask lie, links resolved, below folders that the
 * user picked. Where they lie a product says, and a product may come from elsewhere.
 * @throws FlawsmithError `not-found`
 */
export async function requireShowable(workspace: Workspace, product: string, image: number): Promise<void> {
  const { file, maskFile } = findKnownImage(workspace.product(product).db, image);
  await requireAllowed(workspace, file);
  if (maskFile !== null) await requireAllowed(workspace, maskFile);
}

/** Folders named of those that are not open to the window. */
const mostNamed = 3;

/**
 * The folders of a product's pictures and masks that are not open to the window, which shows nothing of them: the one that
 * holds them all, or the first few where that would hold a root too.
 * @returns how many pictures, and absolute folders
 */
export async function closedFolders(
  workspace: Workspace,
  product: string,
): Promise<{ images: number; folders: string[] }> {
  const { db } = workspace.product(product);
  const isOpen = new Map<string, boolean>();
  const isFolderOpen = async (file: string): Promise<boolean> => {
    const folder = dirname(file);
    const known = isOpen.get(folder) ?? (await requireAllowed(workspace, folder).then(Boolean, () => false));
    isOpen.set(folder, known);
    return known;
  };
  let images = 0;
  for (const { file, maskFile } of listImages(db)) {
    const seen = [await isFolderOpen(file), maskFile === null || (await isFolderOpen(maskFile))];
    if (seen.includes(false)) images++;
  }
  const closed = [...isOpen.keys()].filter((folder) => !isOpen.get(folder)).sort();
  const shared = sharedFolder(closed);
  const isTooWide = shared === null || workspace.roots.some((root) => isInside(shared, root));
  return { images, folders: isTooWide ? closed.slice(0, mostNamed) : [shared] };
}

/** The deepest folder that holds all of these; null for none. */
function sharedFolder(folders: readonly string[]): string | null {
  let shared = folders[0] ?? null;
  for (const folder of folders) while (shared !== null && !isInside(shared, folder)) shared = dirname(shared);
  return shared;
}
