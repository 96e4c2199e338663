import type { Raster } from './raster.ts';

/** Grey levels that a picture holds: what 1 % of it is darker and brighter than, and the mean. */
export interface PictureContent {
  low: number;
  high: number;
  mean: number;
}

/** Grey levels at the dark and bright end, and the spread under which nothing can be told apart. */
const ends = { dark: 8, bright: 247, spread: 4 } as const;
/** Pixels that are looked at; more say the same. */
const mostPixels = 25_000;

/** The grey levels of a picture, from at most 50,000 of its pixels. */
export function pictureContent({ width, height, data }: Raster): PictureContent {
  const sums = new Uint32Array(3 * 255 + 1); // of the three colours, so that the loop divides nothing
  const step = 3 * (Math.floor((width * height) / mostPixels) | 1); // odd: a camera's pattern repeats every second pixel
  const end = width * height * 3;
  for (let at = 0; at < end; at += step) sums[data[at]! + data[at + 1]! + data[at + 2]!]!++;
  const counts = new Uint32Array(256);
  let [count, sum] = [0, 0];
  sums.forEach((n, total) => {
    const grey = Math.round(total / 3);
    counts[grey]! += n;
    count += n;
    sum += n * grey;
  });
  const levelAt = (share: number): number => {
    let below = 0;
    for (let level = 0; level < 256; level++) {
      below += counts[level]!;
      if (below > share * count) return level;
    }
    return 255;
  };
  return { low: levelAt(0.01), high: levelAt(0.99), mean: sum / count };
}

export const contentCodes = ['black', 'white', 'flat', 'same'] as const;

/** Good parts that show nothing: how many, of how many, and the first of them. */
export interface ContentNote {
  code: (typeof contentCodes)[number];
  n: number;
  of: number;
  first: string;
}

/**
 * Pictures that are all black, all white or of one grey, and good parts that cannot be told apart at all.
 * @param pictures good parts, each with its content and what tells near-copies (equal for equal-looking ones)
 */
export function picturesWithoutContent(
  pictures: readonly { file: string; content: PictureContent; fingerprint: string }[],
): ContentNote[] {
  const codeOf = ({ low, high }: PictureContent): ContentNote['code'] | null => {
    if (high < ends.dark) return 'black';
    if (low > ends.bright) return 'white';
    return high - low < ends.spread ? 'flat' : null;
  };
  const notes = (['black', 'white', 'flat'] as const).flatMap((code) => {
    const found = pictures.filter(({ content }) => codeOf(content) === code);
    return found.length > 0 ? [{ code, n: found.length, of: pictures.length, first: found[0]!.file }] : [];
  });
  const looks = new Set(pictures.map(({ fingerprint }) => fingerprint));
  const areSame = pictures.length >= 5 && looks.size === 1;
  return areSame
    ? [...notes, { code: 'same', n: pictures.length, of: pictures.length, first: pictures[0]!.file }]
    : notes;
}
