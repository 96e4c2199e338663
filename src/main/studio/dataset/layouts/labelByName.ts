import { folderRole } from './folderRole.ts';
import { stemOf } from './folderTree.ts';
import type { TakenImage } from './layout.ts';

/** True where next to all names have a word that says good or defective, and some one for defects. */
export function isNameScheme(paths: readonly string[]): boolean {
  const said = paths.map(senseOf).filter((sense) => sense !== null);
  return said.length >= 0.9 * paths.length && said.some(({ role }) => role === 'defect');
}

/**
 * Labels pictures that folders leave open by their names (`NG_012.png`), where these follow a scheme.
 * @returns how many were labelled
 */
export function labelByName(images: readonly TakenImage[]): number {
  const open = images.filter(({ label, masks }) => label === null && masks.length === 0);
  if (!isNameScheme(open.map(({ path }) => path))) return 0;
  let count = 0;
  for (const image of open) {
    const sense = senseOf(image.path);
    if (sense === null) continue;
    image.label = sense.role === 'good' ? 'normal' : 'anomalous';
    image.kind = sense.role === 'good' ? null : sense.word;
    count++;
  }
  return count;
}

function senseOf(path: string): { role: 'good' | 'defect'; word: string } | null {
  const parts = stemOf(path).split(/[ ._-]+/);
  // The first word and the last one say more than those between: `20261101_OK_cam1`.
  for (const word of [parts[0]!, parts.at(-1)!, ...parts.slice(1, -1)]) {
    const { sense, isWhole } = folderRole(word.replace(/\d+$/, ''));
    if (sense && isWhole) return { role: sense, word };
  }
  return null;
}
