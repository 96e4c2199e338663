/** Left by file managers, disks and cloud drives. */
const names: ReadonlySet<string> = new Set([
  ...['.ds_store', '.localized', 'thumbs.db', 'ehthumbs.db', 'desktop.ini', '.directory', 'icon\r', '.hidden'],
  ...['.dropbox', '.gitkeep', '.gitignore', 'package.json', 'package-lock.json', 'npm-shrinkwrap.json'],
]);

/** Folders below which nothing is the package's: left by disks, systems, Python, Node and version control. */
const folders: ReadonlySet<string> = new Set([
  ...['__pycache__', 'node_modules', '__macosx', '.spotlight-v100', '.trashes', '.fseventsd', '.temporaryitems'],
  ...[
    '.documentrevisions-v100',
    'system volume information',
    '$recycle.bin',
    '.trash',
    'lost+found',
    '@eadir',
    '#recycle',
  ],
  ...['.git', '.svn', '.idea', '.vscode', 'venv', '.venv'],
]);

/** Files beside others (`._name`), locks, backups and notes of people. */
const patterns = [
  /^\._/,
  /^\.trash-\d+$/,
  /^\.~lock\./,
  /^~\$/,
  /~$/,
  /^\.fuse_hidden/,
  /^\.nfs[0-9a-f]/,
  /\.(txt|log|swp|pyc)$/,
];

/**
 * The file, or the outermost folder around it, that systems and people are known to leave and that no client of a package
 * reads: a remark, not damage. Null for any other file. What the manifest lists is checked whatever its name.
 * @param path inside the package, with forward slashes
 */
export function sideFileOf(path: string): string | null {
  const parts = path.split('/');
  const folder = parts.findIndex((part) => folders.has(part.toLowerCase()));
  if (folder >= 0) return parts.slice(0, folder + 1).join('/');
  const name = parts.at(-1)!.toLowerCase();
  return names.has(name) || patterns.some((pattern) => pattern.test(name)) ? path : null;
}
