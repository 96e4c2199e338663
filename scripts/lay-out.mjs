// node scripts/with-node.mjs scripts/lay-out.mjs DIR   lays an installed program's files out in DIR, without Electron's own: what
// electron-builder would pack, taken by its own filter from its own list. Files are linked where the disk is the same.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { drawIcon } from './lib/icon.mjs';
import { root } from './lib/paths.mjs';
import config from '../electron-builder.js';

const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { FileMatcher, copyFiles } = builder('app-builder-lib/out/fileMatcher');

/** @throws Error where something of the list is not there */
export async function layOut(dir) {
  await drawIcon();
  const resources = join(resolve(dir), 'resources');
  const asItIs = (text) => text;
  const matchers = config.extraResources.map(({ from, to, filter }) => {
    if (!existsSync(join(root, from)))
      throw new Error(`${from} is not there: run the set-up and build the window first.`);
    return new FileMatcher(join(root, from), join(resources, to), asItIs, filter ?? []);
  });
  matchers.push(new FileMatcher(root, join(resources, 'app'), asItIs, config.files));
  await copyFiles(matchers, null, true);
}

await layOut(process.argv[2] ?? join(root, 'dist', 'laid-out'));
