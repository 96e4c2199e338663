const key = 'flawsmith.folders';
const most = 5;

/** A path in short: its last two names, or all of it where it has no more. */
export function shortPath(path: string): string {
  const names = path.split(/[\\/]/).filter(Boolean);
  return names.length > 2 ? `…/${names.slice(-2).join('/')}` : path;
}

/** Folders that were chosen before, the newest first. */
export function recentFolders(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((path) => typeof path === 'string').slice(0, most) : [];
  } catch {
    return []; // somebody else's value
  }
}

export function rememberFolder(path: string): void {
  const others = recentFolders().filter((known) => known !== path);
  localStorage.setItem(key, JSON.stringify([path, ...others].slice(0, most)));
}
