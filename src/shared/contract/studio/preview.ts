import { z } from 'zod';
import { sizeSchema } from '../../domain/pictures.ts';
import { defectKinds, priorSetSchema } from '../../domain/priors.ts';
import { productId } from './words.ts';

/** Pixels of a preview's pictures together, 7 bytes each: more than 13 pictures of 1,024 px. */
const mostPreviewPixels = 16e6;
const sharpestSide = 1024;

/** POST /preview: forged pictures as one body, see {@link previewHeaderSchema}. */
export const previewRequestSchema = z
  .object({
    product: productId,
    priorSet: priorSetSchema,
    seed: z.number().int().min(0).max(0xffffffff),
    /** Numbers of the plan: picture n of this seed is what `synthesize --seed` writes as number n. */
    indices: z.array(z.number().int().min(0)).min(1).max(64),
    /** Side of the pictures, px: at a run's own size they are the bytes that it is trained on. */
    size: sizeSchema,
    /** `sharp`: the same defects at the same places, as sharp as the first one's photograph (see sharperShape), of which `size` is but the plan. */
    look: z.enum(['working', 'sharp']).default('working'),
    /** Keys of good parts whose pixels the asker has from an earlier answer: they are not sent again. */
    known: z.array(z.string().max(400)).max(64).default([]),
    /** `id`s of pictures that the asker has from an earlier answer: those that stay as they are are not sent again. */
    shown: z.array(z.string().max(40)).max(64).default([]),
  })
  .refine(
    ({ indices, size, look }) => indices.length * (look === 'sharp' ? sharpestSide : size) ** 2 <= mostPreviewPixels,
    'fewer pictures, or smaller ones',
  );
export type PreviewRequest = z.infer<typeof previewRequestSchema>;
/** As it is asked: what has a default may be left out. */
export type PreviewAsked = z.input<typeof previewRequestSchema>;

const place = z.number().int().min(0);

/**
 * The body of a preview: uint32 little-endian length of a JSON header and the header; then for each item that was not shown, where
 * the part's key was not among the known, the part's pixels × 3 bytes RGB, and in any case what the defect changed of it: 3 bytes RGB
 * a pixel of the box, and a byte a pixel of the box of its mask.
 */
export const previewHeaderSchema = z.object({
  /** Sides of the pictures, px: the shape of the product's photographs. Those of sharp ones need not be whole cells. */
  picture: z.object({ width: z.number().int().positive(), height: z.number().int().positive() }),
  milliseconds: z.number(),
  items: z.array(
    z.object({
      index: z.number(),
      /** Of these very pixels: the same id, the same picture. */
      id: z.string(),
      /** The good part; width and height in pixels of its photograph, of what is worked on of it. */
      base: z.object({
        image: z.number(),
        name: z.string(),
        width: z.number(),
        height: z.number(),
        /** Names these very pixels of it: its content, and how it is looked at. */
        key: z.string(),
      }),
      drawn: z.array(
        z.object({ kind: z.enum(defectKinds), values: z.record(z.string(), z.union([z.number(), z.string()])) }),
      ),
      /** Share of the picture that changed. */
      area: z.number(),
      /** All that differs from the part lies in it, px; of no sides where nothing does. */
      box: z.object({ left: place, top: place, width: place, height: place }),
      /** What its code says of what it was made of. */
      madeOf: z.string(),
    }),
  ),
});
export type PreviewHeader = z.infer<typeof previewHeaderSchema>;
