import { oc } from '@orpc/contract';
import { z } from 'zod';
import { roiSchema } from '../../domain/images.ts';
import { ignoreZoneSchema, namedZoneSchema, writtenZonesSchema } from '../../domain/zones.ts';
import { paintedSchema } from '../../domain/painted.ts';
import { product } from './words.ts';

const productZonesSchema = z.object({
  zones: z.object({ roi: roiSchema, inspect: z.array(namedZoneSchema), ignore: z.array(ignoreZoneSchema) }),
  /**
   * Pictures with ignore areas of their own, which hold in training and figures and not at the line, or in which somebody said where
   * the part is.
   */
  own: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      width: z.number().int(),
      height: z.number().int(),
      ignore: z.array(ignoreZoneSchema),
      isCorrected: z.boolean(),
    }),
  ),
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

const foregroundSchema = z.object({ painted: paintedSchema, isCorrected: z.boolean() });
const onePicture = product.extend({ image: z.number().int() });

/** Parts that zones are held against at a time, at most. */
export const mostHeldAgainst = 120;

const fitSchema = z.object({
  image: z.number().int(),
  /** The ignore zone that fits worst, and null where of none it can be told what lies elsewhere. */
  zone: z.string().nullable(),
  /** How far what the mean shows there lies elsewhere in this photograph, at least, and how far it sticks out of the zone so, px. */
  moved: z.number(),
  outside: z.number(),
  /** Pixels of the photograph to which this is measured: what sticks out by no more counts as 0. */
  step: z.number(),
  /** Ignore zones of which it cannot be told. */
  untold: z.number().int(),
});
export type ZoneFit = z.infer<typeof fitSchema>;

/** What of a product's photographs is looked at and judged. */
export const zones = {
  read: oc.input(product).output(productZonesSchema),
  /** A new version, as a step that can be undone. */
  save: oc.input(product.extend({ zones: writtenZonesSchema })).output(productZonesSchema),
  /** How far what ignore zones should hide sticks out of them in each of these pictures, in their order. */
  fits: oc
    .input(
      product.extend({
        images: z.array(z.number().int()).max(mostHeldAgainst),
        ignore: writtenZonesSchema.shape.ignore,
      }),
    )
    .output(z.array(fitSchema)),
  /** What is ignored in one picture alone, nothing with []: a step that can be undone. */
  saveOwn: oc.input(onePicture.extend({ ignore: writtenZonesSchema.shape.ignore })).output(productZonesSchema),
  /** Where the part is in a picture: defects are placed on it. */
  readForeground: oc.input(onePicture).output(foregroundSchema),
  /** Says where it is, with null as it is found: a step that can be undone. */
  saveForeground: oc.input(onePicture.extend({ painted: paintedSchema.nullable() })).output(foregroundSchema),
};
