/** What is compared of a picture. */
export interface Look {
  /** The difference hash, 32 bits a word. */
  words: readonly number[];
  /** The descriptor without what all pictures have in common; null where there is none. */
  centred: Float64Array | null;
}

/** @param fingerprint hex @param mean of the descriptors compared, as long as they are */
export function lookOf(fingerprint: string, descriptor: Float32Array | null, mean: Float64Array): Look {
  const words: number[] = [];
  for (let i = 0; i < fingerprint.length; i += 8) words.push(parseInt(fingerprint.slice(i, i + 8), 16) >>> 0);
  return { words, centred: descriptor && Float64Array.from(descriptor, (value, i) => value - mean[i]!) };
}

/** Bits that differ. */
export function fingerprintDistance({ words: a }: Look, { words: b }: Look): number {
  let bits = 0;
  for (let i = 0; i < a.length; i++) bits += bitCount((a[i]! ^ b[i]!) >>> 0);
  return bits;
}

/** Population count of 32 bits (Warren, Hacker's Delight, 5-1). */
export function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Half the squared distance of two descriptors, of length about 1: 1 − cosine of the features. Infinity without. */
export function descriptorGap({ centred: a }: Look, { centred: b }: Look): number {
  if (!a || !b) return Infinity;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum / 2;
}

/** 1 − cosine of two centred descriptors, 0–2; 0 where both are zero, 1 where one is. */
export function descriptorDistance(a: Float64Array, b: Float64Array): number {
  let [dot, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    squareA += a[i]! ** 2;
    squareB += b[i]! ** 2;
  }
  if (squareA === 0 || squareB === 0) return squareA === squareB ? 0 : 1;
  return 1 - dot / Math.sqrt(squareA * squareB);
}
