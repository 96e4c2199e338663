import { z } from 'zod';
import { type ValueScale, depths } from './valueScale.ts';

/** Apart from the type, so that a client for production carries no schemas. */
export const valueScaleSchema: z.ZodType<ValueScale> = z.union([
  z.strictObject({ depth: z.int().min(depths.least).max(depths.most) }),
  z.strictObject({
    range: z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, {
      message: 'the lower value must be below the upper one',
    }),
  }),
]);
