import type { DefectKind } from '../../../domain/priors.ts';
import type { DrawKind } from '../sketch.ts';
import { drawCrack } from './crack.ts';
import { drawCutpaste } from './cutpaste.ts';
import { drawFibre } from './fibre.ts';
import { drawMissing } from './missing.ts';
import { drawPit } from './pit.ts';
import { drawScratch } from './scratch.ts';
import { drawStain } from './stain.ts';
import { drawTexture } from './texture.ts';
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
};

/** Kinds that change pixels all over their region; their masks are closed. */
export const regionKinds: ReadonlySet<DefectKind> = new Set(['texture', 'cutpaste', 'warp', 'missing']);

/** Kinds of which one picture shows several near each other. */
export const clusteredKinds: ReadonlySet<DefectKind> = new Set(['pit']);
