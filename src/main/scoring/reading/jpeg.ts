import { checkSides, damaged, unsupported } from './refusals.ts';

export interface JpegSurvey {
  /** Components of a pixel: 1 grey, 3 colours, 4 CMYK. */
  channels: number;
  /** Where bytes lie between header segments that belong to none of them. */
  junk: { from: number; to: number }[];
}

const markers = { end: 0xd9, scan: 0xda, restartLow: 0xd0, restartHigh: 0xd7 } as const;
const frames = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
const lossless = new Set([0xc3, 0xc7, 0xcb, 0xcf]);

/**
 * Walks a JPEG's segments without decoding: its end must be there, and as much data as the size in its header takes at the
 * very least (2 bits a block of 8 × 8), so that a header cannot claim a picture that the file does not hold.
 * @throws FlawsmithError `unreadable-image`, `unsupported-image`, `image-too-large`, `image-too-small`
 */
export function surveyJpeg(bytes: Uint8Array, file: string): JpegSurvey {
  const junk: JpegSurvey['junk'] = [];
  let [blocks, channels, isProgressive, data] = [0, 0, false, 0];
  for (let at = 2; ;) {
    const begin = nextSegment(bytes, at);
    if (begin > at && data === 0) junk.push({ from: at, to: begin });
    at = begin + 1;
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined) throw damaged(file, 'is cut off');
    if (marker === markers.end) break;
    const length = (bytes[at]! << 8) | bytes[at + 1]!;
    if (!(length >= 2) || at + length > bytes.length) throw damaged(file, 'is cut off');
    if (frames.has(marker)) {
      const frame = bytes.subarray(at + 2, at + length);
      checkFrame(marker, frame[0]!, file);
      checkSides((frame[3]! << 8) | frame[4]!, (frame[1]! << 8) | frame[2]!, file);
      blocks = blocksOf(frame);
      channels = frame[5] ?? 0;
      isProgressive = marker !== 0xc0 && marker !== 0xc1;
    }
    at += length;
    if (marker === markers.scan) {
      const end = nextSegment(bytes, at);
      data += end - at;
      at = end;
    }
  }
  const least = isProgressive ? blocks / 8 : blocks / 4;
  if (data < least) throw damaged(file, 'is cut off: it holds far less data than its size takes');
  return { channels, junk };
}

/** What the beginning of a JPEG says of its picture; null where the frame is not in it, or it is damaged. */
export function jpegSides(head: Uint8Array): { width: number; height: number; channels: number; bits: number } | null {
  for (let at = nextSegment(head, 2); at + 10 < head.length;) {
    const marker = head[at + 1]!;
    const [high, low] = [head[at + 2]!, head[at + 3]!];
    if (frames.has(marker)) {
      const frame = head.subarray(at + 4);
      const [height, width] = [(frame[1]! << 8) | frame[2]!, (frame[3]! << 8) | frame[4]!];
      return { width, height, channels: frame[5]!, bits: 8 };
    }
    if (marker === markers.scan || marker === markers.end) return null;
    at = nextSegment(head, at + 2 + ((high << 8) | low));
  }
  return null;
}

function checkFrame(marker: number, precision: number, file: string): void {
  if (lossless.has(marker)) throw unsupported(file, 'is a lossless JPEG, which is not read');
  if (precision !== 8) throw unsupported(file, `is a JPEG of ${precision} bits, which is not read`);
}

/** Blocks of 8 × 8 in all components. @param frame from its precision on */
function blocksOf(frame: Uint8Array): number {
  const height = (frame[1]! << 8) | frame[2]!;
  const width = (frame[3]! << 8) | frame[4]!;
  const factors = Array.from({ length: frame[5] ?? 0 }, (_, i) => frame[7 + i * 3] ?? 0x11);
  const [across, down] = [Math.max(...factors.map((f) => f >> 4), 1), Math.max(...factors.map((f) => f & 15), 1)];
  const sides = (size: number, factor: number, most: number): number => Math.ceil((size * factor) / most / 8);
  return factors.reduce((sum, f) => sum + sides(width, f >> 4, across) * sides(height, f & 15, down), 0);
}

/** The next marker that is neither a stuffed byte nor a restart. */
function nextSegment(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    let after = at + 1;
    while (bytes[after] === 0xff) after++; // a marker may be preceded by any number of these
    const next = bytes[after];
    const isData = next === 0 || (next! >= markers.restartLow && next! <= markers.restartHigh);
    if (!isData) return at;
  }
  return bytes.length;
}

/** The picture without the bytes between its header's segments, which some cameras write and decoders warn of. */
export function withoutJunk(bytes: Uint8Array, { junk }: JpegSurvey): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { from, to } of junk) {
    parts.push(bytes.subarray(at, from));
    at = to;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}
