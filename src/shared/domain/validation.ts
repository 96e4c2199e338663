import { z } from 'zod';
import { figureRangesSchema } from './metrics.ts';
import { squareSides } from './pictures.ts';

/** What the weights of one moment of a training do on held-out forgeries. Shown only: it selects nothing. */
export const validationRowSchema = z.object({
  /** Steps done. */
  step: z.number().int().min(0),
  /** Training seconds spent up to here. */
  seconds: z.number().min(0),
  /** Fractions 0–1; null where the set cannot give the figure. */
  imageAuroc: z.number().nullable(),
  aupro30: z.number().nullable(),
  /** 95 % ranges over other parts like these; absent in rows of earlier versions. */
  ranges: figureRangesSchema.pick({ imageAuroc: true, aupro30: true }).optional(),
  /** Good parts, and parts that the defects were forged on; absent likewise. */
  parts: z.object({ normal: z.number().int(), forged: z.number().int() }).optional(),
});
export type ValidationRow = z.infer<typeof validationRowSchema>;

/** runs/<id>/samples/index.json: the fixed sample parts of a run, and the moments whose maps are kept. */
export const sampleIndexSchema = z.preprocess(
  squareSides('size', 'width', 'height'),
  z.object({
    schema: z.literal(1),
    /** Of pictures, masks and maps, px. Earlier versions wrote `size`: squares. */
    width: z.number().int().positive(),
    height: z.number().int().positive(),
    /** Whose parts the set was forged on: kept out of training, or training parts measured without themselves. */
    basis: z.enum(['calibration', 'train']),
    /** Parts of the whole held-out set. */
    normals: z.number().int(),
    forged: z.number().int(),
    /** Defect kind of each sample part; null for a good one. */
    parts: z.array(z.object({ kind: z.string().nullable() })),
    /** Rising steps; the score 0–1 of each part on the samples' fixed scale. */
    moments: z.array(z.object({ step: z.number().int().min(0), seconds: z.number(), scores: z.array(z.number()) })),
  }),
);
export type SampleIndex = z.infer<typeof sampleIndexSchema>;

/** File names below runs/<id>/samples; `part` is the part's place in the index. */
export const sampleFiles = {
  index: 'index.json',
  /** Raw uint8 RGB, width × height × 3. */
  picture: (part: number): string => `part-${part}.rgb`,
  /** Raw uint8, 0 or 255, a byte a pixel. */
  mask: (part: number): string => `part-${part}.mask`,
  /** Raw little-endian float32, one a pixel, 0–1 on the samples' fixed scale. */
  map: (part: number, step: number): string => `part-${part}-step-${step}.f32`,
} as const;
