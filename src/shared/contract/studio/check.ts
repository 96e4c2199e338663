import { oc } from '@orpc/contract';
import { z } from 'zod';
import { oddWays, problems } from '../../domain/oddPictures.ts';
import { imageRowSchema } from './dataset.ts';
import { jobSchema } from './jobs.ts';
import { product, serializedErrorSchema } from './words.ts';

const end = z.number().nullable();

const oddRowSchema = z.object({
  image: imageRowSchema,
  problem: z.enum(problems),
  way: z.enum(oddWays),
  /** See `OddPicture`. */
  value: z.number(),
  /** Values that are not odd in this product; an open end is null. */
  usual: z.tuple([end, end]).nullable(),
  /** The other picture of a pair. */
  of: imageRowSchema.nullable(),
  isLookedAt: z.boolean(),
});
export type OddRow = z.infer<typeof oddRowSchema>;

const checkSchema = z.object({
  rows: z.array(oddRowSchema),
  /** Good pictures that were compared, and the fewest that show what is usual. */
  good: z.object({ n: z.number(), least: z.number() }),
  /** Good pictures that no engine has looked at: other parts are not told while there is one. */
  undescribed: z.number(),
  /** Pictures whose file could not be read. */
  unread: z.array(z.object({ file: z.string(), error: serializedErrorSchema })),
});
export type Check = z.infer<typeof checkSchema>;

const looked = z.object({ image: z.number().int(), problem: z.enum(problems), of: z.number().int().nullable() });

/** What is odd about a product's pictures, and what a person has looked at. */
export const check = {
  list: oc.input(product).output(checkSchema),
  /** Keeps odd pictures, or has them checked again. */
  look: oc
    .input(product.extend({ rows: z.array(looked).min(1).max(10_000), isLookedAt: z.boolean() }))
    .output(z.object({ changed: z.number() })),
  /** Has an engine look at the good pictures that none has looked at. */
  describe: oc.input(product).output(jobSchema),
};
