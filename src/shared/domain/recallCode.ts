import { type PriorSet, drawnKinds } from './priors.ts';

/** One forged picture: of which recipe, by which seed, which number. */
export interface Recalled {
  /** {@link recipeKey} of the recipe. */
  recipe: string;
  seed: number;
  number: number;
  /** {@link madeOfKey} of the picture; null in codes of before, which do not say it. */
  madeOf: string | null;
}

/** What a forged picture came of, beside its recipe and number. */
export interface MadeOf {
  /** Contents of the good parts in it: the one that it shows, then those that lent a piece. */
  parts: readonly string[];
  /** Kinds with the values that were drawn. */
  drawn: readonly { kind: string; values: Readonly<Record<string, number | string>> }[];
  /** What else decides what is drawn: labelled defects that are stamped, region and zones. */
  also: unknown;
}

/** Whether a picture is the one that a code was made of. */
export type Recognised = 'same' | 'otherParts' | 'otherDefects' | 'notSaid';

/** Without letters that are taken for digits or for each other (Crockford's base 32). */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const keyLength = 6;

/**
 * Six signs that follow from what a recipe draws: kinds that are off and its name count for nothing, so that it is the same in another
 * product and in a later version that knows more kinds.
 */
export function recipeKey(priorSet: PriorSet): string {
  const { confineToForeground, nuisance, light, map, kinds } = priorSet;
  const drawn = drawnKinds(priorSet, true);
  const said = [confineToForeground, nuisance, light, map, drawn.map((kind) => [kind, kinds[kind]])];
  return signsOf(said, keyLength);
}

/** Signs that follow from a value; 5 bits each, 6 at most. */
function signsOf(value: unknown, count: number): string {
  let hash = hashOf(JSON.stringify(ordered(value)));
  let key = '';
  for (let i = 0; i < count; i++) {
    key += signs[hash % signs.length]!;
    hash = Math.floor(hash / signs.length);
  }
  return key;
}

/** Four signs of what a picture came of: two of its good parts, two of its defects. Others have the same by chance, 1 in 1,024 each. */
export function madeOfKey({ parts, drawn, also }: MadeOf): string {
  // as many digits as every machine agrees on
  const rounded = (value: number | string): number | string =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value;
  const defects = drawn.map(({ kind, values }) => [
    kind,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, rounded(value)])),
  ]);
  return signsOf(parts, 2) + signsOf([defects, also], 2);
}

/** @param now {@link madeOfKey} of the picture as it is drawn now */
export function recognise(madeOf: string | null, now: string): Recognised {
  if (madeOf === null) return 'notSaid';
  if (madeOf.slice(0, 2) !== now.slice(0, 2)) return 'otherParts';
  return madeOf === now ? 'same' : 'otherDefects';
}

/** In plain English, for the command line; null where there is nothing to say. */
export const recognisedInWords: Readonly<Record<Recognised, string | null>> = {
  same: null,
  otherParts: 'Made from other good parts: this picture is not the one that was shown.',
  otherDefects:
    'Other defects are drawn now, as after labelled ones were given to training or zones were drawn: this picture is not the one that was shown.',
  notSaid:
    'The code is of an earlier version and does not say which good parts it was made from: whether this is the picture that was shown is not known.',
};

/** With the keys of its objects in order: what is the same is written the same. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value ?? null;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, one]) => [key, ordered(one)]);
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Such as `7Q3KD1-20418-5-H2WD-5`: recipe, seed, number, what it was made of, and a sign that tells slips of typing. */
export const recallCode = (recalled: Recalled): string => [...wordsOf(recalled), checkOf(recalled)].join('-');

const wordsOf = ({ recipe, seed, number, madeOf }: Recalled): (string | number)[] =>
  madeOf === null ? [recipe, seed, number] : [recipe, seed, number, madeOf];
const checkOf = (recalled: Recalled): string => signs[hashOf(wordsOf(recalled).join(' ')) % signs.length]!;

/** What a typed code names, small letters and such as look like digits as they are meant; null where it is none, or one with a slip. */
export function parseRecallCode(typed: string): Recalled | null {
  const match = /^([0-9A-Z]{6})-(\d{1,10})-(\d{1,9})(?:-([0-9A-Z]{4}))?-([0-9A-Z])$/.exec(typed.trim().toUpperCase());
  if (!match) return null;
  const meant = (text: string): string => text.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const [, recipe, seed, number, madeOf, check] = match;
  const recalled: Recalled = {
    ...{ recipe: meant(recipe!), seed: Number(seed), number: Number(number) },
    madeOf: madeOf === undefined ? null : meant(madeOf),
  };
  return recalled.seed <= 0xffffffff && checkOf(recalled) === meant(check!) ? recalled : null;
}
