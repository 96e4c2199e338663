import { z } from 'zod';
import { productId, serializedErrorSchema } from './words.ts';

/** Long work belongs to the studio; a page may close and find it again. */
export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum([
    'sample',
    'import',
    'find',
    'check',
    'train',
    'evaluate',
    'export',
    'tryout',
    'propose',
    'search',
    'tell',
  ]),
  product: productId,
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** What it is doing, in the user's words. */
  doing: z.string(),
  /** True while other work has the engine: it begins by itself afterwards. */
  waits: z.boolean(),
  /** Its place among all that waits for the engine, 1 is next; null where it does not wait. */
  place: z.number().int().nullable(),
  /** What was ordered, where several jobs of a kind can wait. */
  about: z.string(),
  done: z.number(),
  /** 0 where there is nothing to count. */
  total: z.number(),
  /** How far it is, 0–1, where that is not `done` of `total`: a training by the clock. */
  share: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  startedAt: z.string(),
  error: serializedErrorSchema.nullable(),
  /** What came of it: an import report, a run id, a package folder. */
  result: z.unknown(),
});
export type Job = z.infer<typeof jobSchema>;
