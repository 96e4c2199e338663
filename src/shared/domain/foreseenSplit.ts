import type { Label, Split } from './images.ts';
import { type AskedSplit, type SplitNote, fewestNormals, fewestSessions } from './split.ts';

/** A picture of which is known before it is read where it would stand; a side of null is divided when it is. */
export interface ForeseenPicture {
  label: Label;
  session: string;
  split: Split | null;
}

/**
 * What is certain of how good pictures will be divided before any of them is read: by whose folders, and what too few
 * pictures or capture sessions make of the limits. How the sides come out is settled by the pictures' content.
 * @param asked what holds in the product
 * @returns nothing where it depends on the content
 */
export function foreseeSplit(pictures: readonly ForeseenPicture[], asked: AskedSplit): SplitNote[] {
  const good = pictures.filter(({ label }) => label === 'normal');
  const dealt = good.filter(({ split }) => split !== 'test');
  const own = dealt.filter(({ split }) => split === 'calibration').length;
  const learned = new Set(dealt.map(({ session }) => session));
  const test = new Set(good.filter(({ split }) => split === 'test').map(({ session }) => session));
  const shared = [...test].filter((session) => learned.has(session)).length;
  const notes: SplitNote[] = [];
  if (dealt.length === 0) return notes;
  if (own > 0) notes.push({ code: 'folder', values: { n: own } });
  else if (dealt.length < fewestNormals) notes.push({ code: 'few', values: { n: dealt.length, least: fewestNormals } });
  else if (asked !== 'part' && learned.size === 1) notes.push({ code: 'oneSession', values: {} });
  else if (asked !== 'part' && learned.size < fewestSessions)
    notes.push({ code: 'twoSessions', values: { n: learned.size } });
  // With one session everywhere the reason says it already.
  if (shared > 0 && learned.size > 1) notes.push({ code: 'testSessions', values: { n: shared, of: test.size } });
  return notes;
}
