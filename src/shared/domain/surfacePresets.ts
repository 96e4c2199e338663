import { type DefectKind, type Prior, type PriorSet, defaultPriorSet, defectKinds } from './priors.ts';

/** Surfaces that a product may have, each with defects of its own. */
export const surfaces = ['machined', 'cast', 'sheet', 'textile', 'board', 'glass', 'plastic', 'food'] as const;
export type Surface = (typeof surfaces)[number];

type Kinds = Partial<Record<DefectKind, Partial<Prior>>>;

/** Unknown faults, for no list of kinds is whole. */
const unknown: Kinds = { texture: { share: 0.7 }, cutpaste: { share: 0.7 } };

/** What is drawn on a surface, most telling kinds first; what is not stated is as by default. From what such parts are rejected for; not measured. */
const drawnOn: Readonly<Record<Surface, Kinds>> = {
  machined: {
    scratch: { share: 1.5 },
    dent: {},
    chip: {},
    hairline: { share: 0.7 },
    uneven: { share: 0.5 },
    pit: { share: 0.5 },
    stain: { share: 0.5 },
    ...unknown,
  },
  cast: {
    pit: { share: 2, size: [3, 24] },
    hairline: {},
    missing: { share: 0.7 },
    chip: {},
    stain: { share: 0.7 },
    ...unknown,
  },
  sheet: {
    scratch: { share: 1.5, width: [0.5, 3] },
    dent: { share: 1.5, form: 'both' },
    smear: {},
    stain: {},
    uneven: { share: 0.5 },
    ...unknown,
  },
  textile: {
    fibre: { share: 1.5, along: 'grain', angle: [-90, 90] },
    missing: { size: [6, 40] },
    stain: { share: 1.5 },
    smear: { share: 0.5 },
    texture: { share: 1.5 },
    warp: { share: 0.7 },
  },
  board: {
    erased: { share: 1.5 },
    cutpaste: { share: 2, size: [8, 60] },
    missing: { size: [5, 40] },
    scratch: { size: [10, 90] },
    stain: { share: 0.7, size: [4, 40] },
    texture: { share: 0.5 },
  },
  glass: {
    scratch: { share: 1.5, sign: 'brighter', width: [0.4, 2.5] },
    hairline: { share: 1.5, sign: 'both' },
    chip: { share: 1.5 },
    pit: { size: [2, 12] },
    fibre: { share: 0.7 },
    smear: { share: 0.7 },
    ...unknown,
  },
  plastic: {
    dent: { form: 'both' },
    smear: {},
    stain: { share: 1.2 },
    scratch: {},
    pit: { share: 0.8 },
    missing: {},
    uneven: { share: 0.4 },
    ...unknown,
  },
  food: {
    stain: { share: 1.5 },
    chip: { share: 1.5, size: [8, 60] },
    missing: { size: [12, 90] },
    fibre: {},
    crack: {},
    ...unknown,
  },
};

/** The kinds that tell most of a surface. */
export const tellingKinds = (surface: Surface): DefectKind[] =>
  (Object.keys(drawnOn[surface]) as DefectKind[]).slice(0, 2);

/** Priors to begin with on a surface: its kinds on, the others off. @param name of the set */
export function surfacePreset(surface: Surface, name: string): PriorSet {
  const drawn = drawnOn[surface];
  const kinds = Object.fromEntries(
    defectKinds.map((kind) => {
      const usual = defaultPriorSet.kinds[kind];
      if (kind === 'stamp') return [kind, usual]; // a real defect is one on any surface
      return [kind, drawn[kind] ? { ...usual, share: 1, ...drawn[kind], enabled: true } : { ...usual, enabled: false }];
    }),
  ) as PriorSet['kinds'];
  return { ...defaultPriorSet, name, kinds };
}
