import { z } from 'zod';

/** Every kind of defect, in the order in which they are shown; later ones stand last, so that earlier sets draw as before. */
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
  'hairline',
  'uneven',
  'dent',
  'chip',
  'smear',
  'erased',
  'stamp',
] as const;
export type DefectKind = (typeof defectKinds)[number];

/** Values of a kind that every prior states, in the order they are shown. */
export const priorRanges = ['size', 'contrast', 'count', 'angle', 'edge', 'opacity'] as const;
export type PriorRange = (typeof priorRanges)[number];

/** Values that only some kinds have; a prior that does not state one leaves it to the kind. */
export const physicsRanges = [
  'width',
  'elongation',
  'curvature',
  'branches',
  'reach',
  'detail',
  'relief',
  'tint',
  'hue',
  'zoom',
  'gain',
] as const;
export type PhysicsRange = (typeof physicsRanges)[number];

/** Choices that only some kinds have, likewise. */
export const physicsChoices = ['sign', 'form', 'along', 'start', 'place', 'blend'] as const;
export type PhysicsChoice = (typeof physicsChoices)[number];

export interface Bounds {
  low: number;
  high: number;
}

/** What a range may be. Lengths are px at 256. */
export const bounds: Readonly<Record<PriorRange | PhysicsRange, Bounds>> = {
  size: { low: 0.5, high: 200 },
  contrast: { low: 1, high: 160 },
  count: { low: 1, high: 20 },
  angle: { low: -180, high: 180 },
  edge: { low: 0, high: 12 },
  opacity: { low: 0.02, high: 1 },
  /** Full width of a line, px. */
  width: { low: 0.1, high: 60 },
  /** Times as long as wide. */
  elongation: { low: 1, high: 30 },
  /** Deviation of a line's direction from one step to the next, radians. */
  curvature: { low: 0, high: 1.5 },
  branches: { low: 0, high: 8 },
  /** How far a smear drags what lies under it, px. */
  reach: { low: 1, high: 60 },
  /** How strongly the part's own texture shows inside; 1: as it is, 0: not at all. */
  detail: { low: 0, high: 4 },
  /** Share of the contrast that the lit side is brighter, and the other darker, by. */
  relief: { low: 0, high: 1 },
  /** How unequal the channels' changes are; 0: grey, 1: one pure colour. */
  tint: { low: 0, high: 1 },
  /** Which colour a tint is of, degrees: 0 red, 120 green, −120 blue. */
  hue: { low: -180, high: 180 },
  /** Times as large as the labelled defect. */
  zoom: { low: 0.25, high: 4 },
  /** Times as strong as the labelled defect: how far its pixels lie from what surrounds it. */
  gain: { low: 0.1, high: 4 },
};

/** What a choice may be. */
export const options = {
  /** Whether a defect is darker or brighter than the part. */
  sign: ['darker', 'brighter', 'both'],
  /** Whether a dent goes in or comes out. */
  form: ['hollow', 'raised', 'both'],
  /** What an angle is measured from: the picture's rows, or the lines of the part's own texture at that place. */
  along: ['picture', 'grain'],
  /** Where a defect begins: anywhere on the part, at its border, or half of them each. */
  start: ['part', 'border', 'both'],
  /** Where on the part: anywhere, where it has most to see such as edges and bores, or as the set's map says. */
  place: ['part', 'edges', 'map'],
  /** How a piece is put in: as it is, or in the light of what surrounds it (Pérez et al. 2003). */
  blend: ['alpha', 'poisson'],
} as const satisfies Record<PhysicsChoice, readonly string[]>;

/** How values of a range lie in it. */
export const spreadSchema = z.strictObject({
  /** Evenly over the values, or over their logarithm: as many between 1 and 2 as between 10 and 20. */
  scale: z.enum(['linear', 'log']),
  /** Alike all over, or most in the middle: normal, the range being four deviations wide, and nothing beyond. */
  shape: z.enum(['uniform', 'normal']),
});
export type Spread = z.infer<typeof spreadSchema>;
type Scale = Spread['scale'];

/** What a kind takes a value from where its prior does not state it. */
export interface UsualRange {
  range: readonly [number, number];
  scale: Scale;
}
export interface KindPhysics {
  ranges: Partial<Record<PhysicsRange, UsualRange>>;
  choices: Partial<{ [C in PhysicsChoice]: (typeof options)[C][number] }>;
}

/** Of grey parts nothing; of coloured ones any colour. */
const anyColour = { tint: { range: [0, 0.8], scale: 'linear' }, hue: { range: [-180, 180], scale: 'linear' } } as const;
const linear = (low: number, high: number): UsualRange => ({ range: [low, high], scale: 'linear' });
const log = (low: number, high: number): UsualRange => ({ range: [low, high], scale: 'log' });

/** Which values a kind has beside those that all have, and what each is where a prior does not state it. */
export const kindPhysics: Readonly<Record<DefectKind, KindPhysics>> = {
  scratch: {
    ranges: { width: log(1, 5), curvature: linear(0.02, 0.3), ...anyColour },
    choices: { place: 'part', sign: 'both', along: 'picture' },
  },
  stain: { ranges: anyColour, choices: { place: 'part', sign: 'both' } },
  pit: { ranges: anyColour, choices: { place: 'part', sign: 'both' } },
  crack: {
    ranges: { width: log(0.8, 3.5), curvature: linear(0.3, 0.8) },
    choices: { place: 'part', along: 'picture' },
  },
  fibre: { ranges: { width: log(1, 2.5), ...anyColour }, choices: { place: 'part', sign: 'both', along: 'picture' } },
  missing: { ranges: {}, choices: { place: 'part' } },
  texture: { ranges: {}, choices: { place: 'part', blend: 'alpha' } },
  cutpaste: { ranges: {}, choices: { place: 'part', blend: 'alpha' } },
  warp: { ranges: {}, choices: { place: 'part' } },
  hairline: {
    ranges: { width: log(0.7, 2.8), curvature: linear(0.02, 0.2), branches: linear(0, 2), relief: linear(0, 0.2) },
    choices: { place: 'part', sign: 'darker', along: 'grain', start: 'both' },
  },
  uneven: {
    ranges: { elongation: log(1, 8), detail: log(0.35, 2.6) },
    choices: { place: 'part', sign: 'both', along: 'grain' },
  },
  dent: { ranges: { elongation: log(1, 3) }, choices: { place: 'part', form: 'hollow', along: 'picture' } },
  chip: { ranges: { elongation: log(1, 2.5), relief: linear(0.3, 1) }, choices: { place: 'part' } },
  smear: { ranges: { elongation: log(1, 4), reach: log(4, 24) }, choices: { place: 'part', along: 'picture' } },
  erased: { ranges: { elongation: log(1, 1.6), detail: linear(0.5, 1) }, choices: {} },
  stamp: { ranges: { zoom: log(0.8, 1.25), gain: log(0.7, 1.4) }, choices: { place: 'part', blend: 'poisson' } },
};

/** The ranges and choices that a kind has beside those that all have, in the order they are shown. */
export const physicsOf = (kind: DefectKind): { ranges: PhysicsRange[]; choices: PhysicsChoice[] } => ({
  ranges: physicsRanges.filter((name) => kindPhysics[kind].ranges[name]),
  choices: physicsChoices.filter((name) => kindPhysics[kind].choices[name]),
});
