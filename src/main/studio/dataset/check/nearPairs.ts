import type { CheckedPicture } from '#shared/domain/oddPictures.ts';
import { bitCount } from '#shared/domain/similarity.ts';
import { medianOf } from '#shared/domain/usual.ts';

/** Bits of 256 in which the fingerprints of near-copies differ at most. */
const mostBits = 16;
/** Words of 32 bits. */
const words = 8;
/** Up to so many pictures every pair is looked at; beyond, pairs that have a word of the fingerprint in common. */
const mostForAllPairs = 8_000;
/** A word that more pictures have in common, such as an even background's, tells nothing. */
const mostOfOneWord = 200;
/** 1 − cosine of the sketches, without what all good parts have in common. Saved again, halved or blurred: up to 0.006. */
const mostApart = 0.01;
/** And this share of what is usual between a picture and its third nearest at most: parts of plain outline lie close. */
const shareOfUsual = 0.25;
/** The third, so that pictures which are all there twice do not hide it. */
const usualNeighbour = 3;
/** Fewer pictures show nothing usual; of more, some are compared with many, evenly chosen. */
const forUsual = { least: 8, some: 100, many: 1_000 };

/** Two pictures that show the same: `likeness` up to 1. */
export interface NearPair {
  one: CheckedPicture;
  other: CheckedPicture;
  likeness: number;
}

/**
 * Near-copies among pictures that have measures: one photograph saved twice, or a part photographed twice as it lay.
 * @param isAsked pairs are looked for among these alone; what is usual is that of all pictures
 */
export function findNearPairs(
  pictures: readonly CheckedPicture[],
  isAsked: (picture: CheckedPicture) => boolean = () => true,
): NearPair[] {
  const prints = fingerprintWords(pictures);
  const looks = centredSketches(pictures);
  const limit = Math.min(mostApart, shareOfUsual * usualApart(looks));
  const pairs: NearPair[] = [];
  const look = (i: number, j: number): void => {
    if (bitsApart(prints, i, j) > mostBits) return;
    const likeness = dot(looks[i]!, looks[j]!);
    if (1 - likeness <= limit) pairs.push({ one: pictures[i]!, other: pictures[j]!, likeness: Math.min(1, likeness) });
  };
  const asked = [...pictures.keys()].filter((i) => isAsked(pictures[i]!));
  if (asked.length <= mostForAllPairs) {
    for (let a = 1; a < asked.length; a++) for (let b = 0; b < a; b++) look(asked[a]!, asked[b]!);
  } else for (const [i, j] of pairsWithCommonWord(prints, asked)) look(i, j);
  return pairs;
}

/** Median, over some pictures, of 1 − cosine to the third nearest; infinite where there are too few. */
function usualApart(looks: readonly Float64Array[]): number {
  if (looks.length < forUsual.least) return Infinity;
  const many = evenly(looks, forUsual.many);
  const apart = evenly(looks, forUsual.some).map((look) => {
    const gaps = Float64Array.from(many, (other) => (other === look ? Infinity : 1 - dot(look, other))).sort();
    return gaps[usualNeighbour - 1]!;
  });
  return medianOf(apart);
}

function evenly<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, items.length / most);
  return items.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}

function fingerprintWords(pictures: readonly CheckedPicture[]): Uint32Array {
  const prints = new Uint32Array(pictures.length * words);
  pictures.forEach(({ fingerprint }, i) => {
    for (let w = 0; w < words; w++) prints[i * words + w] = parseInt(fingerprint.slice(w * 8, w * 8 + 8), 16);
  });
  return prints;
}

function bitsApart(prints: Uint32Array, i: number, j: number): number {
  let bits = 0;
  for (let w = 0; w < words && bits <= mostBits; w++) {
    bits += bitCount((prints[i * words + w]! ^ prints[j * words + w]!) >>> 0);
  }
  return bits;
}

/** Pairs of places whose fingerprints agree in a word, each once. Differences of up to seven bits leave one of eight words whole. */
function* pairsWithCommonWord(prints: Uint32Array, asked: readonly number[]): Generator<[number, number]> {
  const seen = new Set<number>();
  const count = prints.length / words;
  for (let w = 0; w < words; w++) {
    const sharing = Map.groupBy(asked, (i) => prints[i * words + w]!);
    for (const places of sharing.values()) {
      if (places.length < 2 || places.length > mostOfOneWord) continue;
      for (let a = 1; a < places.length; a++) {
        for (let b = 0; b < a; b++) {
          const key = places[a]! * count + places[b]!;
          if (seen.has(key)) continue;
          seen.add(key);
          yield [places[a]!, places[b]!];
        }
      }
    }
  }
}

/** Sketches of length 1 without their mean grey, less the good parts' mean, of length 1 again. */
function centredSketches(pictures: readonly CheckedPicture[]): Float64Array[] {
  const looks = pictures.map(({ measures }) => unit(withoutMean(measures!.sketch)));
  const good = looks.filter((_, i) => pictures[i]!.isGood);
  const mean = new Float64Array(looks[0]?.length ?? 0);
  // Two pictures alone have nothing in common that others lack.
  if (good.length > 2) for (const look of good) look.forEach((value, at) => (mean[at]! += value / good.length));
  return looks.map((look) => unit(look.map((value, at) => value - mean[at]!)));
}

function withoutMean(sketch: Uint16Array): Float64Array {
  const mean = sketch.reduce((sum, value) => sum + value, 0) / sketch.length;
  return Float64Array.from(sketch, (value) => value - mean);
}

function unit(values: Float64Array): Float64Array {
  const length = Math.sqrt(dot(values, values));
  return length === 0 ? values : values.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
