import { type Mask, createMask } from './raster.ts';

/** How a mask file says what is marked. */
export type MaskCoding = 'empty' | 'values' | 'grey levels' | 'palette' | 'colour' | 'alpha';

export interface UnderstoodMask {
  /** 0 or 255. */
  mask: Mask;
  coding: MaskCoding;
  /** Share of the picture that is marked, 0 to 1. */
  share: number;
}

/** A mask's stored values. */
export interface MaskSamples {
  width: number;
  height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  channels: number;
  data: Uint8Array | Uint16Array | Float64Array;
  /** The values are a palette's indices: 0 is background. */
  isIndex?: boolean;
  /** Whether saving changed values a little (JPEG). */
  isLossy?: boolean;
}

/** More grey levels than this are soft edges, not classes. */
const mostClasses = 32;

/**
 * Understands a mask of any usual coding: 0 and 1, 0 and 255, classes, 16 bits, palette indices, colours on a plain ground,
 * or a drawing in the alpha channel. What is marked stays marked: a mask the other way round is the caller's to name.
 */
export function understandMask(samples: MaskSamples): UnderstoodMask {
  const { width, height, channels } = samples;
  const count = width * height;
  const seen = channels === 2 || channels === 4 ? visiblePixels(samples) : null;
  const colours = channels >= 3 && !isGrey(samples) ? 3 : 1;
  const [marks, coding] = seen && isPlain(samples, seen) ? [seen, 'alpha' as const] : marksOf(samples, colours);
  const mask = createMask(width, height);
  let marked = 0;
  for (let i = 0; i < count; i++) {
    if (!marks[i] || (seen && !seen[i])) continue;
    mask.data[i] = 255;
    marked++;
  }
  return { mask, coding: marked === 0 ? 'empty' : coding, share: marked / count };
}

/** Values of a grey mask but 0, ascending; none where it has colours, came out of a JPEG or has more values than classes would. */
export function classesOf(samples: MaskSamples): number[] {
  const { data, channels, isLossy } = samples;
  if (isLossy || (channels >= 3 && !isGrey(samples))) return [];
  const values = new Set<number>();
  for (let i = 0; i < data.length && values.size <= mostClasses; i += channels) values.add(data[i]!);
  return values.size > mostClasses ? [] : [...values].filter((value) => value > 0).sort((a, b) => a - b);
}

/** What of a grey mask holds one value. */
export function maskOfValue({ width, height, channels, data }: MaskSamples, value: number): Mask {
  const mask = createMask(width, height);
  for (let i = 0; i < mask.data.length; i++) if (data[i * channels] === value) mask.data[i] = 255;
  return mask;
}

/** Where alpha is on, half of its largest value or more; null where it is the same all over. */
function visiblePixels({ data, channels }: MaskSamples): Uint8Array | null {
  let [low, high] = [Infinity, -Infinity];
  for (let i = channels - 1; i < data.length; i += channels) {
    low = Math.min(low, data[i]!);
    high = Math.max(high, data[i]!);
  }
  if (low === high) return null;
  return Uint8Array.from({ length: data.length / channels }, (_, i) =>
    data[i * channels + channels - 1]! * 2 >= high ? 1 : 0,
  );
}

/** Whether everything that can be seen has one colour: then alpha alone draws. */
function isPlain({ data, channels }: MaskSamples, seen: Uint8Array): boolean {
  const first = seen.indexOf(1) * channels;
  for (let i = 0; i < seen.length; i++) {
    if (!seen[i]) continue;
    for (let c = 0; c < channels - 1; c++) if (data[i * channels + c] !== data[first + c]) return false;
  }
  return true;
}

function isGrey({ data, channels }: MaskSamples): boolean {
  for (let i = 0; i < data.length; i += channels) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  }
  return true;
}

function marksOf(samples: MaskSamples, colours: number): [Uint8Array, MaskCoding] {
  if (colours === 3) return [colourMarks(samples), 'colour'];
  const { data, channels, isIndex, isLossy } = samples;
  const values = Float64Array.from({ length: data.length / channels }, (_, i) => data[i * channels]!);
  const levels = new Set<number>();
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (levels.size <= mostClasses) levels.add(value);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (isIndex) return [Uint8Array.from(values, (value) => (value > 0 ? 1 : 0)), 'palette'];
  const isSoft = isLossy || levels.size > mostClasses;
  // One value all over, or what JPEG leaves of it in a few levels: black marks nothing, anything else the whole picture.
  const isOne = levels.size === 1 || (isLossy && high - low < 32);
  if (isOne) return [new Uint8Array(values.length).fill(low > (isLossy ? 127 : 0) ? 1 : 0), 'values'];
  if (isSoft) return [Uint8Array.from(values, (value) => (value * 2 > low + high ? 1 : 0)), 'grey levels'];
  const ground = levels.has(0) ? 0 : commonest(samples, 1);
  return [Uint8Array.from(values, (value) => (value !== ground ? 1 : 0)), 'values'];
}

/** What differs from the border's commonest colour and from black. */
function colourMarks(samples: MaskSamples): Uint8Array {
  const { data, channels, isLossy } = samples;
  const ground = commonest(samples, 3);
  const tolerance = isLossy ? 48 : 0;
  return Uint8Array.from({ length: data.length / channels }, (_, i) => {
    let [isGround, isBlack] = [true, true];
    for (let c = 0; c < 3; c++) {
      const value = data[i * channels + c]!;
      isGround &&= Math.abs(value - (Math.floor(ground / 65536 ** (2 - c)) % 65536)) <= tolerance;
      isBlack &&= value <= tolerance;
    }
    return isGround || isBlack ? 0 : 1;
  });
}

/** The commonest colour along the border, its channels as digits of base 65,536. */
function commonest({ width, height, channels, data }: MaskSamples, colours: number): number {
  const counts = new Map<number, number>();
  const count = (x: number, y: number): void => {
    let colour = 0;
    for (let c = 0; c < colours; c++) colour = colour * 65536 + data[(y * width + x) * channels + c]!;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  };
  for (let x = 0; x < width; x++) [0, height - 1].forEach((y) => count(x, y));
  for (let y = 0; y < height; y++) [0, width - 1].forEach((x) => count(x, y));
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

/** The mask turned as EXIF's orientation 1 to 8 turns its picture upright. */
export function turnMask(mask: Mask, orientation: number): Mask {
  if (orientation <= 1 || orientation > 8) return mask;
  const isSwapped = orientation >= 5;
  const [width, height] = isSwapped ? [mask.height, mask.width] : [mask.width, mask.height];
  const turned = createMask(width, height);
  const [isLeftFlipped, isTopFlipped] = [[2, 3, 7, 8].includes(orientation), [3, 4, 6, 7].includes(orientation)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, down] = isSwapped ? [y, x] : [x, y];
      const fromX = isLeftFlipped ? mask.width - 1 - across : across;
      const fromY = isTopFlipped ? mask.height - 1 - down : down;
      turned.data[y * width + x] = mask.data[fromY * mask.width + fromX]!;
    }
  }
  return turned;
}
