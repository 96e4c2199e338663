const key = 'flawsmith.recent';
const mostKept = 5;

/** Ids of what was last chosen from the palette, newest first. */
export function recentCommands(): string[] {
  const kept = localStorage.getItem(key);
  return kept ? kept.split('\n').slice(0, mostKept) : [];
}

/** Keeps a command as the newest. @returns what {@link recentCommands} gives from now on */
export function remembered(id: string, recent: readonly string[]): string[] {
  const kept = [id, ...recent.filter((other) => other !== id)].slice(0, mostKept);
  localStorage.setItem(key, kept.join('\n'));
  return kept;
}

/** The page's next step, then what was last chosen, then the others as they come. */
export function byUse<C extends { id: string; isFirst?: boolean }>(all: readonly C[], recent: readonly string[]): C[] {
  const rank = ({ id, isFirst }: C): number => {
    if (isFirst) return -1;
    const at = recent.indexOf(id);
    return at < 0 ? recent.length : at;
  };
  return [...all].sort((a, b) => rank(a) - rank(b));
}
