import { type PriorSet, drawnKinds } from './priors.ts';

/** One forged picture: of which recipe, by which seed, which number. */
export interface Recalled {
  /** {@link recipeKey} of the recipe. */
  recipe: string;
  seed: number;
  number: number;
}

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
  let hash = hashOf(JSON.stringify(said.map(ordered)));
  let key = '';
  for (let i = 0; i < keyLength; i++) {
    key += signs[hash % signs.length]!;
    hash = Math.floor(hash / signs.length);
  }
  return key;
}

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

/** Such as `7Q3KD1-20418-5-M`: recipe, seed, number and a sign that tells slips of typing. */
export function recallCode(recalled: Recalled): string {
  const { recipe, seed, number } = recalled;
  return `${recipe}-${seed}-${number}-${checkOf(recalled)}`;
}

const checkOf = ({ recipe, seed, number }: Recalled): string =>
  signs[hashOf(`${recipe} ${seed} ${number}`) % signs.length]!;

/** What a typed code names, small letters and such as look like digits as they are meant; null where it is none, or one with a slip. */
export function parseRecallCode(typed: string): Recalled | null {
  const match = /^([0-9A-Z]{6})-(\d{1,10})-(\d{1,9})-([0-9A-Z])$/.exec(typed.trim().toUpperCase());
  if (!match) return null;
  const meant = (text: string): string => text.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const recalled = { recipe: meant(match[1]!), seed: Number(match[2]), number: Number(match[3]) };
  return recalled.seed <= 0xffffffff && checkOf(recalled) === meant(match[4]!) ? recalled : null;
}
