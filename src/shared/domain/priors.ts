import { z } from 'zod';
import {
  type DefectKind,
  type PhysicsChoice,
  type PhysicsRange,
  type PriorRange,
  type Spread,
  bounds,
  defectKinds,
  kindPhysics,
  options,
  physicsOf,
  priorRanges,
  spreadSchema,
} from './priorPhysics.ts';

export { type DefectKind, type PriorRange, defectKinds, priorRanges };

/** An inclusive range; both ends equal means a fixed value. */
const rangeIn = (name: PriorRange | PhysicsRange) => {
  const { low, high } = bounds[name];
  const end = z.number().min(low).max(high);
  return z
    .tuple([end, end])
    .refine(([from, to]) => from <= to, { message: 'the first value of a range must not exceed the second' });
};

/** What every kind of defect states. Lengths are pixels of the working resolution (256 by default). */
export const priorSchema = z.strictObject({
  enabled: z.boolean(),
  /** How often this kind is drawn, relative to the others. */
  share: z.number().min(0).max(100),
  /** Length of a scratch, crack or fibre; diameter of anything else, px at 256: 0.5 is 8 px of a picture of 4,000. */
  size: rangeIn('size'),
  /** Grey levels the defect differs by; its sign (darker, brighter) is drawn, or chosen by `sign`. */
  contrast: rangeIn('contrast'),
  /** Instances of this kind in one picture. */
  count: rangeIn('count'),
  /** Direction in degrees, 0 = along the rows, counter-clockwise. */
  angle: rangeIn('angle'),
  /** Edge softness, px (Gaussian sigma of the alpha's border). */
  edge: rangeIn('edge'),
  /** Opacity of the defect over the part. */
  opacity: rangeIn('opacity'),
});

/** What one kind of defect looks like on this product; what is absent is as usual for its kind ({@link kindPhysics}). */
export type Prior = z.infer<typeof priorSchema> &
  Partial<Record<PhysicsRange, [number, number]>> & {
    [C in PhysicsChoice]?: (typeof options)[C][number];
  } & { spread?: Partial<Record<PriorRange | PhysicsRange, Spread>> };

/** Ranges that a kind does not ask for: a crack is always opaque, what is missing shows what lies beyond it. */
const unusedRanges: Partial<Record<DefectKind, readonly PriorRange[]>> = {
  pit: ['opacity'],
  crack: ['opacity'],
  missing: ['contrast'],
  cutpaste: ['contrast'],
  warp: ['contrast', 'opacity'],
  hairline: ['opacity'],
  uneven: ['opacity'],
  dent: ['opacity'],
  smear: ['contrast'],
  erased: ['contrast', 'opacity'],
  stamp: ['size', 'contrast', 'opacity'],
};

/** The ranges that change what a kind looks like; the others of its prior have no effect. */
export const usedRanges = (kind: DefectKind): PriorRange[] =>
  priorRanges.filter((name) => !unusedRanges[kind]?.includes(name));

/** What a prior of one kind may state: only what the kind can use. */
function schemaOf(kind: DefectKind): z.ZodType<Prior> {
  const { ranges, choices } = physicsOf(kind);
  const spreads = Object.fromEntries([...usedRanges(kind), ...ranges].map((name) => [name, spreadSchema.optional()]));
  const whole = priorSchema.extend({
    ...Object.fromEntries(ranges.map((name) => [name, rangeIn(name).optional()])),
    ...Object.fromEntries(choices.map((name) => [name, z.enum(options[name]).optional()])),
    spread: z.strictObject(spreads).optional(),
  }) as unknown as z.ZodType<Prior>;
  return whole.superRefine((prior, context) => {
    for (const [name, { scale }] of Object.entries(prior.spread ?? {}) as [PriorRange | PhysicsRange, Spread][]) {
      const range = prior[name] ?? kindPhysics[kind].ranges[name as PhysicsRange]!.range;
      if (scale === 'linear' || range[0] > 0) continue;
      const message = 'a range that begins at 0 or below has no logarithmic scale';
      context.addIssue({ code: 'custom', path: ['spread', name], message });
    }
  });
}

/** The kinds of the first schema. */
const firstKinds = defectKinds.slice(0, 9);
const kindsOf = (kinds: readonly DefectKind[]) =>
  z.strictObject(
    Object.fromEntries(kinds.map((kind) => [kind, knownOrNot(kind)])) as Record<DefectKind, z.ZodType<Prior>>,
  );

/** A set that was saved before a kind was known has it as it is by default: off. */
const knownOrNot = (kind: DefectKind): z.ZodType<Prior> =>
  firstKinds.includes(kind) ? schemaOf(kind) : schemaOf(kind).default(() => ({ ...defaultPriorSet.kinds[kind] }));

const common = {
  name: z.string().min(1).max(80),
  /** Keep defects on the part's foreground. */
  confineToForeground: z.boolean(),
  /** Probability that the base picture is changed mildly in light and place before the defect is drawn. */
  nuisance: z.number().min(0).max(1),
};

/** Signs that may be said of a version of a set. */
export const longestPriorNote = 400;

const mostCells = 64;

/** How likely a defect is over the picture, cell by cell in reading order; 0: never there. */
const mapSchema = z
  .strictObject({
    columns: z.number().int().min(1).max(mostCells),
    rows: z.number().int().min(1).max(mostCells),
    weights: z.array(z.number().min(0).max(1)),
  })
  .refine(({ columns, rows, weights }) => weights.length === columns * rows, {
    message: 'a map has a weight for each of its columns and rows',
  })
  .refine(({ weights }) => weights.some((weight) => weight > 0), { message: 'a map allows a defect somewhere' });
export type PlaceMap = z.infer<typeof mapSchema>;

const presentSchema = z.strictObject({
  schema: z.literal(2),
  ...common,
  /** Where light falls from, degrees counter-clockwise from the right; absent: drawn for each picture. */
  light: z.number().min(-180).max(180).optional(),
  /** Where kinds whose `place` is `map` may lie. */
  map: mapSchema.optional(),
  kinds: kindsOf(defectKinds),
});
export type PriorSet = z.infer<typeof presentSchema>;

/** Sets of the first schema have fewer kinds and no physics: what they draw stays the same, pixel by pixel. */
const firstSchema = z
  .strictObject({ schema: z.literal(1), ...common, kinds: kindsOf(firstKinds) })
  .transform(({ kinds, ...set }): PriorSet => ({ ...set, schema: 2, kinds: { ...defaultPriorSet.kinds, ...kinds } }));

/** What a whole set must hold beside what each of its values must. */
function checkSet({ map, kinds }: PriorSet, context: z.RefinementCtx): void {
  for (const kind of defectKinds) {
    if (map || kinds[kind].place !== 'map') continue;
    const message = 'it lies where the map says, and the set has no map';
    context.addIssue({ code: 'custom', path: ['kinds', kind, 'place'], message });
  }
}

/** A prior set of any schema there was, as one of the present. */
export const priorSetSchema = z.discriminatedUnion('schema', [presentSchema, firstSchema]).superRefine(checkSet);

/**
 * The kinds of a set that are drawn, in their order.
 * @param hasStamps whether labelled defects are given: without any there is nothing to stamp
 */
export const drawnKinds = ({ kinds }: PriorSet, hasStamps: boolean): DefectKind[] =>
  defectKinds.filter((kind) => kinds[kind].enabled && kinds[kind].share > 0 && (kind !== 'stamp' || hasStamps));

/** True of a set from which no defect can be drawn where none is labelled: nothing can be learned from it, nor judged by it. */
export const forgesNothing = (priorSet: PriorSet): boolean => drawnKinds(priorSet, false).length === 0;

/** How often each kind is drawn, 0–1; all 0 where none is. @param hasStamps as of {@link drawnKinds} */
export function drawnShares(priorSet: PriorSet, hasStamps: boolean): Record<DefectKind, number> {
  const drawn = drawnKinds(priorSet, hasStamps);
  const total = drawn.reduce((sum, kind) => sum + priorSet.kinds[kind].share, 0);
  const shareOf = (kind: DefectKind): number => (drawn.includes(kind) ? priorSet.kinds[kind].share / total : 0);
  return Object.fromEntries(defectKinds.map((kind) => [kind, shareOf(kind)])) as Record<DefectKind, number>;
}

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
/** A kind that has to be switched on: what it brings to a product is not measured in general. */
const optional = (values: Partial<Prior>): Prior => prior({ enabled: false, ...values });

/** The priors a new product starts with; ranges follow the measured recipe (docs/method.md). */
export const defaultPriorSet: PriorSet = {
  schema: 2,
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
    hairline: optional({ size: [12, 180], contrast: [40, 140], angle: [-30, 30], edge: [0, 0.5] }),
    uneven: optional({ size: [60, 180], contrast: [3, 30], count: [1, 1], angle: [60, 120], edge: [0.5, 8] }),
    dent: optional({ size: [10, 60], contrast: [10, 70], edge: [0, 2] }),
    chip: optional({ size: [5, 45], contrast: [10, 90], edge: [0, 1] }),
    smear: optional({ size: [16, 90], edge: [0.5, 4] }),
    erased: optional({ size: [10, 60], count: [1, 1], edge: [0.5, 2] }),
    stamp: prior({ share: 2, count: [1, 1], edge: [0.4, 1.2] }),
  },
};
