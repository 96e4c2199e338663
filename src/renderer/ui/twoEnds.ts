/**
 * A picture's name in two pieces, so that where it has no room its middle is left away: its ending tells pictures apart.
 * The kind of file stands in neither.
 * @param last letters that stay whole, of names of twice the length or more
 */
export function twoEnds(shown: string, last = 5): [string, string] {
  const stem = shown.replace(/\.\w{1,5}$/, '');
  const at = Math.max(stem.length - last, stem.length >> 1);
  return [stem.slice(0, at), stem.slice(at)];
}
