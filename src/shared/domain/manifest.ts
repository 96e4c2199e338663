import { z } from 'zod';
import { carriedLimitsSchema } from './limits.ts';
import { backboneSchema } from './backbones.ts';
import { roiSchema } from './images.ts';
import { squareSides } from './pictures.ts';
import { type ValueScale, depths } from './valueScale.ts';
import { zoneSetSchema } from './zones.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A path inside the package: no absolute path, no `..`, no backslash. */
const innerPath = z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\]+$/);

/** A picture with what the exported model said about it. */
export const goldenSchema = z.object({
  /** The picture, PNG. */
  file: innerPath,
  score: z.number(),
  verdict: z.enum(['ok', 'review', 'ng']),
  /** The expected map, float32 .npy at map resolution. */
  map: innerPath,
});

/** manifest.json of an exported package, version 1. */
export const manifestSchema = z.object({
  schema: z.literal(1),
  product: z.string(),
  release: z.object({ run: z.string(), createdAt: z.string() }),
  input: z.object({
    name: z.literal('image'),
    layout: z.literal('HWC'),
    type: z.literal('uint8'),
    colour: z.literal('RGB'),
    roi: roiSchema,
    /** In words, how values of more than 8 bits become bytes. */
    sixteenBit: z.enum(['value >> 8', 'value >> (depth - 8), 255 at most', 'by range']),
    /** Bits that 16-bit files use, where not all. */
    depth: z.int().min(depths.least).max(depths.most).optional(),
    /** Values of more than 8 bits that become 0 and 255. */
    range: z.tuple([z.number(), z.number()]).optional(),
    /** What a pixel of the photographs measured when this was exported; absent where nobody had said. */
    mmPerPixel: z.number().positive().optional(),
  }),
  preprocessing: z.preprocess(
    squareSides('size', 'width', 'height'),
    z.object({
      insideGraph: z.literal(true),
      /** Of the working picture, px. Older packages say `size`: squares. */
      width: z.number().int(),
      height: z.number().int(),
      /** Share of the working picture that is judged: where good parts lay. Absent in older packages, which judge all of it. */
      judgedShare: z.number().min(0).max(1).optional(),
      /**
       * What a person left out of judging; absent: nothing. In fractions of the whole photograph. What lies in `ignore` is
       * replaced inside the graph, and has no influence in photographs of at least `photograph` pixels.
       */
      zones: zoneSetSchema
        .extend({ photograph: z.object({ width: z.number().int(), height: z.number().int() }) })
        .optional(),
      resize: z.literal('antialiased triangle, half-pixel centres, rounded to uint8'),
    }),
  ),
  outputs: z.preprocess(
    squareSides('mapSize', 'mapWidth', 'mapHeight'),
    z.object({
      score: z.literal('score'),
      map: z.literal('map'),
      mapWidth: z.number().int(),
      mapHeight: z.number().int(),
    }),
  ),
  limits: carriedLimitsSchema,
  /** The frozen network in the model; absent in older packages. */
  backbone: backboneSchema.optional(),
  training: z.object({
    seed: z.number(),
    steps: z.number(),
    seconds: z.number(),
    nTrain: z.number(),
    nCalibration: z.number(),
    datasetFingerprint: sha256,
  }),
  versions: z.record(z.string(), z.string()),
  golden: z.array(goldenSchema),
  parity: z.object({
    images: z.number().int(),
    maxScoreDifference: z.number(),
    maxMapDifference: z.number(),
    verdictsEqual: z.boolean(),
    /** Pictures whose score is within the tolerance of a limit, with another verdict on each side; absent in older packages. */
    verdictsDiffering: z.number().int().optional(),
    scoreTolerance: z.number(),
    mapTolerance: z.number(),
  }),
  /** sha256 of every other file of the package, by path inside it. */
  files: z.record(innerPath, sha256),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What a manifest's `input` says of values of more than 8 bits. */
export function scaleFields(scale: ValueScale): Pick<Manifest['input'], 'sixteenBit' | 'depth' | 'range'> {
  if ('range' in scale) return { sixteenBit: 'by range', range: scale.range };
  if (scale.depth === depths.most) return { sixteenBit: 'value >> 8' };
  return { sixteenBit: 'value >> (depth - 8), 255 at most', depth: scale.depth };
}

/** The inverse of {@link scaleFields}. */
export const scaleOf = ({ depth = depths.most, range }: Manifest['input']): ValueScale =>
  range ? { range } : { depth };
