import { oc } from '@orpc/contract';
import { z } from 'zod';
import { roiSchema } from '../../domain/images.ts';
import { ignoreZoneSchema, namedZoneSchema, writtenZonesSchema } from '../../domain/zones.ts';
import { product } from './words.ts';

const productZonesSchema = z.object({
  zones: z.object({ roi: roiSchema, inspect: z.array(namedZoneSchema), ignore: z.array(ignoreZoneSchema) }),
  /** Of the polygons; null where there are none. */
  version: z.number().int().nullable(),
  /** What was saved cannot be read, and gives way to what is saved next. */
  isDamaged: z.boolean(),
  /** Sides of the photograph of usual shape, px; null where there is no good part. */
  photograph: z.object({ width: z.number().int(), height: z.number().int() }).nullable(),
  /** Good parts to learn from, and those of them that the mean is of. */
  good: z.number().int(),
  averaged: z.number().int(),
  /** Names the mean, see meanUrl. */
  mean: z.string(),
});

/** What of a product's photographs is looked at and judged. */
export const zones = {
  read: oc.input(product).output(productZonesSchema),
  /** A new version, as a step that can be undone. */
  save: oc.input(product.extend({ zones: writtenZonesSchema })).output(productZonesSchema),
};
