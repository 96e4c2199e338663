import type { PictureShape } from '#shared/domain/pictures.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { PriorSet } from '#shared/domain/priors.ts';

/** What a synthesis worker is started with. */
export interface WorkerSetup {
  picture: PictureShape;
  grid: Sides;
  seed: number;
  priorSet: PriorSet;
  /** Raw pixel files of the normal parts, in the order that picture numbers refer to. */
  files: string[];
}

/** `defect`: forge picture number `index`. `view`: a photometrically changed view of normal part `base`. */
export type ForgeRequest = { kind: 'defect'; index: number } | { kind: 'view'; index: number; base: number };

export interface ForgedPicture {
  kind: ForgeRequest['kind'];
  index: number;
  /** Normal part it was made from. */
  base: number;
  /** Raw RGB, width × height × 3. */
  pixels: Uint8Array;
  /** Share of each grid cell that changed [cells]; all zero for a view. */
  coverage: Float32Array;
}

export type WorkerReply = { picture: ForgedPicture } | { index: number; error: string };
