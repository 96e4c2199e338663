import type { PictureLabel } from '#shared/contract/studio.ts';
import type { Product } from '../product.ts';
import { findImage } from '../store/gallery.ts';
import { findLabel, listLayers, listStrokes } from '../store/labels.ts';
import { namelessKind } from '../dataset/masksByKind.ts';

/**
 * What is known of a picture's masks: the layers, and the strokes that can be taken back or done again. The pixels go by address.
 * @throws FlawsmithError `not-found`, `product-damaged`
 */
export function readLabel(product: Product, id: number): PictureLabel {
  const image = findImage(product.db, id);
  const { maskFile } = image;
  const label = findLabel(product.db, id);
  const strokes = label ? listStrokes(product.db, id) : [];
  return {
    image,
    revision: label?.revision ?? 0,
    source: label ? (label.source?.file ?? null) : maskFile,
    layers: label
      ? listLayers(product.db, id).map(({ kind, hash, area }) => ({ kind, hash, area }))
      : maskFile === null
        ? []
        : [{ kind: image.kind ?? namelessKind, hash: null, area: null }],
    strokes: strokes.map(({ kind, tool, patch, isUndone }) => ({
      ...{ kind, tool, isUndone },
      patch: { ...patch, runs: Buffer.from(patch.runs).toString('base64') },
    })),
  };
}
