import { isAbsolute, resolve } from 'node:path';
import { FlawsmithError } from '#shared/errors.ts';
import { isInside, realExisting } from '#studio/realPaths.ts';
import { findImage } from '#studio/store/gallery.ts';
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
    hint: 'Choose a folder below your home folder, or start the studio with FLAWSMITH_ROOTS naming others.',
  });
}

/**
 * Lets pass what belongs to an image that may be shown: its file and its mask lie, links resolved, below folders that the
 * user picked. Where they lie a product says, and a product may come from elsewhere.
 * @throws FlawsmithError `not-found`
 */
export async function requireShowable(workspace: Workspace, product: string, image: number): Promise<void> {
  const { file, maskFile } = findImage(workspace.product(product).db, image);
  await requireAllowed(workspace, file);
  if (maskFile !== null) await requireAllowed(workspace, maskFile);
}
