import { damaged } from './refusals.ts';
import { pixelTags } from './tiffTags.ts';

/** The first directory of a TIFF. */
export interface TiffDirectory {
  /** Directories, that is pages and other pictures in the file. */
  pages: number;
  /** Whole numbers of a tag; empty where it is missing. @throws FlawsmithError `unreadable-image` beyond the file's end */
  numbers(tag: number): number[];
  /** The file with the pixels' tags alone in its first directory, a copy: decoders warn of odd tags that say nothing of pixels. */
  withPixelTagsOnly(): Uint8Array;
}

interface Layout {
  view: DataView;
  isLittle: boolean;
  /** BigTIFF: 8-byte offsets. */
  isBig: boolean;
  file: string;
}

/** Bytes of the field types that hold whole numbers. */
const typeBytes: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };
const mostPages = 1000;

/** Reads the directory of a classic or BigTIFF in either byte order. @throws FlawsmithError `unreadable-image` */
export function readTiffDirectory(bytes: Uint8Array, file: string): TiffDirectory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const layout = { view, isLittle: bytes[0] === 0x49, isBig: bytes[2] === 43 || bytes[3] === 43, file };
  const first = readNumber(layout, layout.isBig ? 8 : 4, layout.isBig ? 8 : 4);
  const seen = new Set<number>();
  const entries = entriesOf(layout, first);
  for (let at = first; at !== 0 && !seen.has(at) && seen.size < mostPages;) {
    seen.add(at);
    at = nextOf(layout, at, entriesOf(layout, at).length);
  }
  const places = new Map(entries.map((at) => [readNumber(layout, at, 2), at]));
  return {
    pages: seen.size,
    numbers: (tag) => (places.has(tag) ? numbersAt(layout, places.get(tag)!) : []),
    withPixelTagsOnly: () => keepPixelTags(bytes, layout, first, entries),
  };
}

function readNumber({ view, isLittle, file }: Layout, at: number, size: number): number {
  if (!(at >= 0) || at + size > view.byteLength) throw damaged(file, 'is cut off');
  if (size === 1) return view.getUint8(at);
  if (size === 2) return view.getUint16(at, isLittle);
  return size === 4 ? view.getUint32(at, isLittle) : Number(view.getBigUint64(at, isLittle));
}

const countBytes = ({ isBig }: Layout): number => (isBig ? 8 : 2);
const entryBytes = ({ isBig }: Layout): number => (isBig ? 20 : 12);

/** Where a directory's entries lie. */
function entriesOf(layout: Layout, at: number): number[] {
  const count = readNumber(layout, at, countBytes(layout));
  const from = at + countBytes(layout);
  if (from + count * entryBytes(layout) > layout.view.byteLength) throw damaged(layout.file, 'is cut off');
  return Array.from({ length: count }, (_, i) => from + i * entryBytes(layout));
}

/** Offset of the next directory; 0 at the end, which some programs leave out with the file's last bytes. */
function nextOf(layout: Layout, at: number, entries: number): number {
  const place = at + countBytes(layout) + entries * entryBytes(layout);
  const size = layout.isBig ? 8 : 4;
  if (place + size > layout.view.byteLength) return 0;
  const next = readNumber(layout, place, size);
  if (next >= layout.view.byteLength) throw damaged(layout.file, 'is cut off');
  return next;
}

function numbersAt(layout: Layout, entry: number): number[] {
  const wide = layout.isBig ? 8 : 4;
  const size = typeBytes[readNumber(layout, entry + 2, 2)];
  const count = readNumber(layout, entry + 4, wide);
  if (size === undefined || count === 0) return [];
  const inside = entry + 4 + wide;
  const from = count * size <= wide ? inside : readNumber(layout, inside, wide);
  if (from + count * size > layout.view.byteLength) throw damaged(layout.file, 'is cut off');
  return Array.from({ length: count }, (_, i) => readNumber(layout, from + i * size, size));
}

function keepPixelTags(bytes: Uint8Array, layout: Layout, first: number, entries: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  const { isLittle, isBig } = layout;
  const numberOf = (at: number): number => readNumber(layout, at, 2);
  const kept = entries.filter((at) => pixelTags.has(numberOf(at))).sort((a, b) => numberOf(a) - numberOf(b));
  let to = first + countBytes(layout);
  for (const at of kept) {
    copy.set(bytes.subarray(at, at + entryBytes(layout)), to);
    to += entryBytes(layout);
  }
  if (isBig) view.setBigUint64(first, BigInt(kept.length), isLittle);
  else view.setUint16(first, kept.length, isLittle);
  copy.fill(0, to, Math.min(to + (isBig ? 8 : 4), copy.length));
  return copy;
}
