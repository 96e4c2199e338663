import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { environmentWith, findNode24 } from './node24.mjs';
import { nodeModules, root } from './paths.mjs';

const page = join(root, 'out', 'renderer', 'index.html');

const inSources = (...path) => join(root, 'src', ...path);
const pageSources = [inSources('renderer'), inSources('shared'), join(root, 'vite.renderer.config.ts')];
const shellSources = [
  inSources('main', 'index.ts'),
  inSources('main', 'shell'),
  inSources('preload'),
  join(root, 'electron.vite.config.ts'),
];

/** When a file, or the newest file below a folder, was changed; ms. */
function newest(folder) {
  const itself = statSync(folder);
  if (!itself.isDirectory()) return itself.mtimeMs;
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

/** Where Electron's program lies, or null: its package brings it only when its own download was allowed to run. */
export function findElectron() {
  const name =
    { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';
  const path = join(nodeModules, 'electron', 'dist', name);
  return existsSync(path) ? path : null;
}

/** True where a window can be shown. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/**
 * Builds the page (and with `shell` the desktop shell) where its sources are newer than what was built.
 * @returns {Promise<boolean>} false where the build failed; what went wrong is printed
 */
export async function buildPage({ shell = false } = {}) {
  const sources = Math.max(...(shell ? [...pageSources, ...shellSources] : pageSources).map(newest));
  const needed = shell ? join(root, 'out', 'main', 'index.cjs') : page;
  if (existsSync(page) && existsSync(needed) && statSync(page).mtimeMs > sources) return true;
  const node = findNode24();
  const args = shell
    ? [join(nodeModules, 'electron-vite', 'bin', 'electron-vite.js'), 'build']
    : [join(nodeModules, 'vite', 'bin', 'vite.js'), 'build', '--config', 'vite.renderer.config.ts'];
  process.stdout.write('window: building …\n');
  const { code, output } = await run(node.file, args, { cwd: root, env: environmentWith(node) });
  if (code === 0) return true;
  process.stderr.write(`${output}\nwindow: the build failed.\n`);
  return false;
}
