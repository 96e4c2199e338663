import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { doctorSayingSchema } from '../../domain/doctorWords.ts';
import { runRecordSchema } from '../../domain/runs.ts';
import { validationRowSchema } from '../../domain/validation.ts';
import { jobSchema } from './jobs.ts';
import { productSummarySchema } from './products.ts';
import { lossRowSchema } from './training.ts';
import { productId, runId } from './words.ts';

export const studioEventSchema = z.discriminatedUnion('type', [
  /** First of every stream: what is under way now. */
  z.object({ type: z.literal('snapshot'), jobs: z.array(jobSchema), products: z.array(productSummarySchema) }),
  z.object({ type: z.literal('job'), job: jobSchema }),
  z.object({ type: z.literal('run'), product: productId, run: runRecordSchema }),
  z.object({ type: z.literal('losses'), product: productId, run: runId, row: lossRowSchema }),
  /** A run was judged on held-out forgeries; `training.validation` has the row and the sample maps by now. */
  z.object({ type: z.literal('validation'), product: productId, run: runId, row: validationRowSchema }),
  z.object({ type: z.literal('product'), product: productSummarySchema }),
  z.object({ type: z.literal('heartbeat') }),
]);
export type StudioEvent = z.infer<typeof studioEventSchema>;

/** The studio itself: what it is, what is under way. */
export const system = {
  about: oc.output(z.object({ version: z.string(), engine: z.string(), home: z.string() })),
  doctor: oc.output(
    z.object({
      ok: z.boolean(),
      parts: z.array(
        z.object({
          part: z.string(),
          state: z.string(),
          detail: z.string(),
          fix: z.string().nullable(),
          said: z.object({ detail: doctorSayingSchema, fix: doctorSayingSchema.nullable() }),
        }),
      ),
    }),
  ),
  events: oc.output(eventIterator(studioEventSchema)),
  cancelJob: oc.input(z.object({ job: z.string() })).output(z.void()),
};
