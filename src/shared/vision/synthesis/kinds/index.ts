import type { DefectKind } from '../../../domain/priors.ts';
import { type Visibility, usualVisibility } from '../changedMask.ts';
import type { DrawKind } from '../sketch.ts';
import { drawChip } from './chip.ts';
import { drawCrack } from './crack.ts';
import { drawCutpaste } from './cutpaste.ts';
import { drawDent } from './dent.ts';
import { drawErased } from './erased.ts';
import { drawFibre } from './fibre.ts';
import { drawHairline } from './hairline.ts';
import { drawMissing } from './missing.ts';
import { drawPit } from './pit.ts';
import { drawScratch } from './scratch.ts';
import { drawSmear } from './smear.ts';
import { drawStain } from './stain.ts';
import { drawStamp } from './stamp.ts';
import { drawTexture } from './texture.ts';
import { drawUneven } from './uneven.ts';
import { drawWarp } from './warp.ts';

/** How each kind of defect is drawn. */
export const kindTable: Readonly<Record<DefectKind, DrawKind>> = {
  scratch: drawScratch,
  stain: drawStain,
  pit: drawPit,
  crack: drawCrack,
  fibre: drawFibre,
  missing: drawMissing,
  texture: drawTexture,
  cutpaste: drawCutpaste,
  warp: drawWarp,
  hairline: drawHairline,
  uneven: drawUneven,
  dent: drawDent,
  chip: drawChip,
  smear: drawSmear,
  erased: drawErased,
  stamp: drawStamp,
};

const region: Visibility = { ...usualVisibility, closing: 3, ofStrongest: 0 };

/** Where other than usual: which changes of a kind can be seen, and what of them is its mask. */
const visibilities: Partial<Record<DefectKind, Visibility>> = {
  // these change pixels all over their region
  ...{ texture: region, cutpaste: region, warp: region, missing: region },
  ...{ dent: region, chip: region, smear: region, erased: region, stamp: region },
  // a line is seen where single pixels of its greyness would not be
  hairline: { ...usualVisibility, least: 6, faint: 3 },
  // so is a wide change, whose texture is uneven in itself
  uneven: { least: 4, faint: 1.5, ofStrongest: 0.25, blur: 3, closing: 6 },
};

/** Which changes of a kind can be seen, and what of them is its mask. */
export const visibilityOf = (kind: DefectKind): Visibility => visibilities[kind] ?? usualVisibility;

/** Kinds that lie over much of a part. */
export const wideKinds: ReadonlySet<DefectKind> = new Set(['uneven', 'stamp']);

/** Kinds of which one picture shows several near each other. */
export const clusteredKinds: ReadonlySet<DefectKind> = new Set(['pit']);
