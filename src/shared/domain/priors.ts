import { z } from 'zod';

/** Defect kinds in the order they are shown; the words of the trade. */
export const defectKinds = [
  'scratch',
  'stain',
  'pit',
  'crack',
  'fibre',
  'missing',
  'texture',
  'cutpaste',
  'warp',
] as const;
export type DefectKind = (typeof defectKinds)[number];

/** Values of a kind that are ranges, in the order they are shown. */
export const priorRanges = ['size', 'contrast', 'count', 'angle', 'edge', 'opacity'] as const;
export type PriorRange = (typeof priorRanges)[number];

/** An inclusive range; both ends equal means a fixed value. */
const range = (low: number, high: number) =>
  z
    .tuple([z.number().min(low).max(high), z.number().min(low).max(high)])
    .refine(([from, to]) => from <= to, { message: 'the first value of a range must not exceed the second' });

/** What one kind of defect looks like on this product. Lengths are pixels of the working resolution (256 by default). */
export const priorSchema = z.strictObject({
  enabled: z.boolean(),
  /** How often this kind is drawn, relative to the others. */
  share: z.number().min(0).max(100),
  /** Length of a scratch, crack or fibre; diameter of anything else, px at 256: 0.5 is 8 px of a picture of 4,000. */
  size: range(0.5, 200),
  /** Grey levels the defect differs by; its sign (darker, brighter) is drawn. */
  contrast: range(1, 160),
  /** Instances of this kind in one picture. */
  count: range(1, 20),
  /** Direction in degrees, 0 = along the rows, counter-clockwise. */
  angle: range(-180, 180),
  /** Edge softness, px (Gaussian sigma of the alpha's border). */
  edge: range(0, 12),
  /** Opacity of the defect over the part. */
  opacity: range(0.02, 1),
});
export type Prior = z.infer<typeof priorSchema>;

/** Ranges that a kind does not ask for: a crack is always opaque, what is missing shows what lies beyond it. */
const unusedRanges: Partial<Record<DefectKind, readonly PriorRange[]>> = {
  pit: ['opacity'],
  crack: ['opacity'],
  missing: ['contrast'],
  cutpaste: ['contrast'],
  warp: ['contrast', 'opacity'],
};

/** The ranges that change what a kind looks like; the others of its prior have no effect. */
export const usedRanges = (kind: DefectKind): PriorRange[] =>
  priorRanges.filter((name) => !unusedRanges[kind]?.includes(name));

export const priorSetSchema = z.strictObject({
  schema: z.literal(1),
  name: z.string().min(1).max(80),
  /** Keep defects on the part's foreground. */
  confineToForeground: z.boolean(),
  /** Probability that the base picture is changed mildly in light and place before the defect is drawn. */
  nuisance: z.number().min(0).max(1),
  kinds: z.strictObject(
    Object.fromEntries(defectKinds.map((kind) => [kind, priorSchema])) as Record<DefectKind, typeof priorSchema>,
  ),
});
export type PriorSet = z.infer<typeof priorSetSchema>;

/** True of a set from which no defect can be drawn: nothing can be learned from it. */
export const forgesNothing = ({ kinds }: PriorSet): boolean =>
  Object.values(kinds).every(({ enabled, share }) => !enabled || share === 0);

const prior = (values: Partial<Prior>): Prior => ({
  enabled: true,
  share: 1,
  size: [6, 60],
  contrast: [12, 140],
  count: [1, 2],
  angle: [-180, 180],
  edge: [0, 1.5],
  opacity: [0.3, 1],
  ...values,
});

/** The priors a new product starts with; ranges follow the measured recipe (docs/method.md). */
export const defaultPriorSet: PriorSet = {
  schema: 1,
  name: 'default',
  confineToForeground: true,
  nuisance: 0.5,
  kinds: {
    scratch: prior({ size: [15, 150], count: [1, 3], edge: [0, 1.2] }),
    stain: prior({ size: [6, 90], contrast: [12, 120], edge: [0.5, 8] }),
    pit: prior({ size: [3, 14], count: [1, 7], contrast: [14, 160], edge: [0, 1.2] }),
    crack: prior({ size: [20, 150], contrast: [12, 120], count: [1, 2], edge: [0, 1] }),
    fibre: prior({ enabled: true, share: 0.5, size: [20, 120], contrast: [12, 120], count: [1, 3], edge: [0, 1] }),
    missing: prior({ enabled: true, share: 0.5, size: [10, 80], edge: [0, 2] }),
    texture: prior({ share: 1.5, size: [8, 110], opacity: [0.15, 1], edge: [0, 1.5] }),
    cutpaste: prior({ share: 1.5, size: [8, 100], edge: [0, 2] }),
    warp: prior({ share: 0.8, size: [16, 90], edge: [0.5, 3] }),
  },
};
