import type { ForgingPart, ForgingSource } from './pictureSource.ts';

/**
 * A source as threads share it: paths in one piece of memory. Sent as objects, a hundred thousand parts would be copied into the
 * heap of each thread.
 */
export interface PackedSource extends Omit<ForgingSource, 'parts'> {
  /** `pixels`, `reference`, `own`, `referenceOwn` and `foreground` of each part, as far as it has them, with a zero between; UTF-8, one after another. */
  paths: SharedArrayBuffer;
  /** Where each part's text ends, bytes (Uint32). */
  ends: SharedArrayBuffer;
  /** The same for all parts. */
  zones: Pick<ForgingPart, 'zones' | 'referenceZones'>;
}

const between = '\0';

export function packSource({ parts, ...source }: ForgingSource): PackedSource {
  const texts = Array.from({ length: parts.length }, (_, i) => {
    const { pixels, reference, own, referenceOwn, foreground } = parts.at(i)!;
    const paths = [pixels, reference, own, referenceOwn, foreground];
    return Buffer.from(paths.slice(0, paths.findLastIndex((path) => path !== undefined) + 1).join(between));
  });
  const paths = new SharedArrayBuffer(texts.reduce((sum, { length }) => sum + length, 0));
  const ends = new SharedArrayBuffer(parts.length * Uint32Array.BYTES_PER_ELEMENT);
  const [bytes, places] = [new Uint8Array(paths), new Uint32Array(ends)];
  let end = 0;
  for (const [i, text] of texts.entries()) {
    bytes.set(text, end);
    places[i] = end += text.length;
  }
  const { zones, referenceZones } = parts.at(0) ?? {};
  return { ...source, paths, ends, zones: { zones, referenceZones } };
}

/** What was packed; a part is read when it is asked for. */
export function unpackSource({ paths, ends, zones, ...source }: PackedSource): ForgingSource {
  const places = new Uint32Array(ends);
  const partAt = (index: number): ForgingPart | undefined => {
    const end = places[index];
    if (end === undefined) return undefined;
    const from = index === 0 ? 0 : places[index - 1]!;
    const [pixels, ...others] = Buffer.from(paths, from, end - from)
      .toString()
      .split(between);
    const [reference, own, referenceOwn, foreground] = others.map((path) => path || undefined);
    const alone = { ...(own !== undefined && { own, referenceOwn }), ...(foreground !== undefined && { foreground }) };
    return { pixels: pixels!, reference, ...zones, ...alone };
  };
  return { ...source, parts: { length: places.length, at: partAt } };
}
