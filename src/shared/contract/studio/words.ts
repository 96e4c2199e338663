import { z } from 'zod';
import { splits } from '../../domain/images.ts';
import { errorCodes } from '../../errors.ts';

/** Any text or path that the window sends. */
export const text = z.string().max(4096);
/** Of a product, from its folder. */
export const productId = z.string().regex(/^[0-9a-f]{16}$/);
export const runId = z.string().regex(/^run-\d{4,}$/);
export const label = z.enum(['normal', 'anomalous']);
export const split = z.enum(splits);
export const verdict = z.enum(['ok', 'review', 'ng']);
/** What a command about one product takes. */
export const product = z.object({ product: productId });
/** What a command about one run takes. */
export const productRun = product.extend({ run: runId });

/** A SerializedError, as a failing call carries it. */
export const serializedErrorSchema = z.object({
  code: z.enum([...errorCodes, 'cancelled']),
  message: z.string(),
  file: z.string().optional(),
  hint: z.string().optional(),
  said: z.object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }).optional(),
  details: z.string().optional(),
});
