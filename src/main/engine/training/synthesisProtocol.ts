import type { ForgingPart } from '#forging/pictureSource.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { PriorSet } from '#shared/domain/priors.ts';

/** What a synthesis worker is started with. */
export interface WorkerSetup {
  picture: PictureShape;
  grid: Sides;
  seed: number;
  priorSet: PriorSet;
  /** The normal parts, in the order that picture numbers refer to. */
  parts: ForgingPart[];
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
