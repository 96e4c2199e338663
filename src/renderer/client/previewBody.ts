import { type PreviewHeader, previewHeaderSchema } from '#shared/contract/studio.ts';
import { type PictureShape, areaOf } from '#shared/domain/pictures.ts';
import { pasteChanged } from '#shared/vision/changedPart.ts';

/** One forged picture as bytes. */
export interface PreviewItem {
  header: PreviewHeader['items'][number];
  /** RGB, 3 bytes a pixel. */
  image: Uint8Array;
  /** 0 or 255 a pixel. */
  mask: Uint8Array;
  /** RGB of the part without its defect. */
  base: Uint8Array;
}

export interface Preview {
  picture: PictureShape;
  milliseconds: number;
  items: PreviewItem[];
}

/** What an asker has from earlier answers. */
export interface ShownBefore {
  /** The pixels of the good parts that were asked for as known, by their keys. */
  bases: ReadonlyMap<string, Uint8Array>;
  /** The pictures that were asked for as shown, by their ids. */
  items: ReadonlyMap<string, PreviewItem>;
}

export const shownIn = (preview: Preview | null | undefined): ShownBefore => ({
  bases: new Map(preview?.items.map(({ header, base }) => [header.base.key, base])),
  items: new Map(preview?.items.map((item) => [item.header.id, item])),
});

/**
 * The forged pictures of a body; those that stay as they were are the same objects.
 * @throws ZodError where the header is none; RangeError where the body ends before its pixels, or a box lies beyond its picture
 */
export function readPreview(body: ArrayBuffer, before: ShownBefore = shownIn(null)): Preview {
  const length = new DataView(body).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(body, 4, length));
  const { picture, milliseconds, items } = previewHeaderSchema.parse(JSON.parse(text));
  let offset = 4 + length;
  const take = (bytes: number): Uint8Array => {
    const taken = new Uint8Array(body, offset, bytes);
    offset += bytes;
    return taken;
  };
  const read = (header: PreviewHeader['items'][number]): PreviewItem => {
    const same = before.items.get(header.id);
    if (same) return same;
    // a copy: a view would keep all of the answer that it came in
    const base = before.bases.get(header.base.key) ?? take(3 * areaOf(picture)).slice();
    const { box } = header;
    const changed = { box, pixels: take(3 * areaOf(box)), mask: take(areaOf(box)) };
    return { header, base, ...pasteChanged(base, picture, changed) };
  };
  return { picture, milliseconds, items: items.map(read) };
}
