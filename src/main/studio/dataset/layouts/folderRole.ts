import type { Split } from '#shared/domain/images.ts';
import * as words from './words.ts';

export type Sense = 'good' | 'defect';

/** What a folder's name says. */
export interface FolderRole {
  split: Split | null;
  /** Holds masks. */
  isMask: boolean;
  /** Says only that pictures lie in it. */
  isPictures: boolean;
  /** Depth maps beside colour pictures. */
  isDepth: boolean;
  sense: Sense | null;
  /** Every word of the name was understood: `good_parts` is, `normal_light` is not. */
  isWhole: boolean;
  /** A defect without a kind, such as `bad`. */
  isGeneric: boolean;
}

/** Lower case, without accents. */
export const fold = (text: string): string =>
  // Tens of thousands of paths are folded again and again, nearly all of them plain.
  isPlain.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .replaceAll('ł', 'l')
        .replaceAll('ı', 'i')
        .normalize('NFC');
const isPlain = /^[\0-\x7f]*$/;

const { splitWords, ...lists } = words;
type ListName = keyof typeof splitWords | keyof typeof lists;
const sets = Object.fromEntries(
  Object.entries({ ...splitWords, ...lists }).map(([name, list]) => [name, new Set<string>(list.map(fold))]),
) as unknown as Record<ListName, ReadonlySet<string>>;
const none: FolderRole = {
  ...{ split: null, isMask: false, isPictures: false, isDepth: false },
  ...{ sense: null, isWhole: false, isGeneric: false },
};

const known = new Map<string, FolderRole>();

/** What the name of one folder says, in any case of letters and in the languages of `words.ts`. */
export function folderRole(name: string): FolderRole {
  const earlier = known.get(name);
  if (earlier) return earlier;
  const role = readName(fold(name));
  if (known.size < 10_000) known.set(name, role);
  return role;
}

function readName(name: string): FolderRole {
  // `good no. 5` counts, it does not deny.
  const tokens = name
    .replace(/(?<=^|[^\p{L}])(no|nr)[ ._-]*\d+/gu, ' ')
    .split(/[^\p{L}]+/u)
    .filter(Boolean);
  const joined = tokens.join('');
  const hasDigits = /\d/.test(name);
  if (tokens.length === 0) return none;
  const whole = wordRole(joined);
  if (whole) return { ...whole, isWhole: true };
  const isNegated = tokens.length > 1 && tokens.some((token) => sets.negations.has(token));
  const rest = tokens.filter((token) => !sets.fillerWords.has(token) && !(isNegated && sets.negations.has(token)));
  const together = wordRole(rest.join(''));
  const roles = together ? [together] : rest.map((token) => wordRole(token) ?? scriptRole(token));
  const isWhole = roles.length > 0 && roles.every((role) => role !== null);
  const found = roles.filter((role) => role !== null);
  const said = found.find(({ sense }) => sense === 'defect') ?? found.find(({ sense }) => sense !== null);
  const turned = isNegated && said?.sense ? (said.sense === 'good' ? 'defect' : 'good') : (said?.sense ?? null);
  return {
    // A name of its own with `train` or `mask` in it says nothing: `mask_holder` is a product.
    split: isWhole ? (found.find(({ split }) => split !== null)?.split ?? null) : null,
    isMask: found.some(({ isMask }) => isMask) && (isWhole || (wordRole(rest.at(-1)!)?.isMask ?? false)),
    isPictures: isWhole && found.some(({ isPictures }) => isPictures),
    isDepth: false,
    sense: turned,
    isWhole: isWhole && !(hasDigits && turned === null),
    isGeneric: turned === 'defect' && (isNegated || (isWhole && (said?.isGeneric ?? false))),
  };
}

function wordRole(word: string): FolderRole | null {
  for (const split of ['train', 'test', 'calibration'] as const) if (sets[split].has(word)) return { ...none, split };
  if (sets.maskWords.has(word)) return { ...none, isMask: true };
  if (sets.depthWords.has(word)) return { ...none, isDepth: true };
  if (sets.defectWords.has(word)) return { ...none, sense: 'defect', isGeneric: true };
  if (sets.normalWords.has(word)) return { ...none, sense: 'good' };
  if (sets.kindWords.has(word)) return { ...none, sense: 'defect' };
  if (sets.pictureWords.has(word)) return { ...none, isPictures: true };
  return null;
}

/** Scripts without blanks between words: 不良品图片. Defects first, since 不良品 contains 良品. */
function scriptRole(token: string): FolderRole | null {
  if (!/[\p{Script=Han}\p{Script=Hangul}\p{Script=Katakana}]/u.test(token)) return null;
  const holds = (list: ReadonlySet<string>): boolean =>
    [...list].some((word) => word.length > 1 && /[^\p{Script=Latin}]/u.test(word) && token.includes(word));
  if (holds(new Set(['无缺陷', '無缺陷', '欠陥なし', '異常なし'].map(fold)))) return { ...none, sense: 'good' };
  if (holds(sets.defectWords)) return { ...none, sense: 'defect', isGeneric: true };
  if (holds(sets.kindWords)) return { ...none, sense: 'defect' };
  return holds(sets.normalWords) ? { ...none, sense: 'good' } : null;
}

/** True where a tag or flag tells of the work on a picture alone, such as `verified` or `reviewed by Anna`. */
export function isWorkWord(name: string): boolean {
  const tokens = fold(name)
    .split(/[^\p{L}]+/u)
    .filter(Boolean);
  return tokens.some((token) => sets.workWords.has(token)) && tokens.every(isWork);
}

/** `crack verified` names a defect all the same, and `not verified` is no done work. */
const isWork = (token: string): boolean =>
  sets.workWords.has(token) || (wordRole(token) === null && !sets.negations.has(token));

/** True of a word that adds nothing to those beside it, or only says that pictures lie there. */
export const isFillerWord = (token: string): boolean =>
  sets.fillerWords.has(token) || wordRole(token)?.isPictures === true;

/** True of a folder of which nobody said yet what it shows, or that lies aside: `unsorted`, `_backup`. */
export function isAsideName(name: string): boolean {
  const tokens = fold(name)
    .split(/[^\p{L}]+/u)
    .filter(Boolean);
  const isAside = (token: string): boolean => sets.asideWords.has(token);
  const said = tokens.filter((token) => !isFillerWord(token));
  return said.length > 0 && (said.every(isAside) || isAside(said.join('')));
}

/** True where the name tells a time or an order of pictures, such as `2026-11-20`, `monday` or `lot 7`. */
export function isSessionName(name: string): boolean {
  if (/(19|20)\d{2}[-_. ]?\d{2}|\d{1,2}[-_.]\d{1,2}|^\d{6,}$/.test(name)) return true;
  return fold(name)
    .split(/[^\p{L}]+/u)
    .some((token) => sets.sessionWords.has(token));
}

/** Roles of a path's folders without those that only say that pictures lie in them: `images` does, `train_images` says more. */
export const tellingRoles = (folders: readonly string[]): FolderRole[] =>
  folders
    .map(folderRole)
    .filter(({ isPictures, split, sense, isMask }) => !isPictures || split !== null || sense !== null || isMask);

const longTokens = (name: string): string[] =>
  fold(name)
    .split(/[^\p{L}]+/u)
    .filter((token) => token.length > 1);
const { cameraWords, placeWords, sideWords } = sets;
const isAmong = (token: string, ...lists: ReadonlySet<string>[]): boolean => lists.some((words) => words.has(token));

/** True where the name tells which camera took the pictures, and nothing else: `cam1`, `camera left`. */
export function isCameraName(name: string): boolean {
  const tokens = longTokens(name);
  return (
    tokens.some((token) => isAmong(token, cameraWords)) &&
    tokens.every((token) => isAmong(token, cameraWords, sideWords))
  );
}

/** The same of a place or a side too: `line A`, `station 2`, `top`. */
export function isPlaceName(name: string): boolean {
  const tokens = longTokens(name);
  return tokens.length > 0 && tokens.every((token) => isAmong(token, cameraWords, placeWords, sideWords));
}
