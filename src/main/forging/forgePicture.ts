import type { PriorSet } from '#shared/domain/priors.ts';
import type { PictureKeys } from '#shared/domain/purposes.ts';
import { cellCoverage } from '#shared/vision/coverage.ts';
import { type Sides, createMask, maskArea } from '#shared/vision/raster.ts';
import { type ForgedSample, type ImageSource, forgeSample, forgeView } from '#shared/vision/synthesis/forge.ts';
import type { DrawnDefect } from '#shared/vision/synthesis/index.ts';

/** One picture: with defects, or (`view`) a harmless view of good part `base`. */
export type ForgeRequest =
  | { kind: 'defect'; keys: PictureKeys; priorSet: PriorSet }
  | { kind: 'view'; keys: Omit<PictureKeys, 'purpose'>; base: number };

/** What is made besides the picture where it is asked for. */
interface Extras {
  /** 255 where the picture changed, else 0: width × height; 0 throughout in a view. */
  mask: Uint8Array;
  /** Raw RGB of the good part as it is, width × height × 3. */
  clean: Uint8Array;
  /** Share of each cell of a grid that changed [cells], 0–1. */
  coverage: Float32Array;
}

/** Asks for extras; `coverage` by its grid. */
export interface Wanted {
  mask?: true;
  clean?: true;
  coverage?: Sides;
}

export type ForgedPicture<W extends Wanted> = {
  /** Number of the good part it was made from. */
  base: number;
  /** Raw RGB, width × height × 3. */
  pixels: Uint8Array;
  /** Defects in the order they were drawn; none in a view. */
  drawn: DrawnDefect[];
  /** Share of the picture that the mask covers, 0–1. */
  maskShare: number;
} & Pick<Extras, keyof W & keyof Extras>;

/**
 * Forges one picture in this thread. Its arrays are copies of their own, so that they can be handed to another thread.
 * @throws FlawsmithError `bad-config` where every kind is switched off; a system error where a part's file is gone
 */
export function forgePicture<W extends Wanted>(
  source: ImageSource,
  request: ForgeRequest,
  wanted: W,
): ForgedPicture<W> {
  const { base, image, mask, clean, drawn } = sampleOf(source, request);
  const extras: Partial<Extras> = {};
  if (wanted.mask) extras.mask = new Uint8Array(mask.data);
  if (wanted.clean) extras.clean = new Uint8Array(clean.data);
  if (wanted.coverage) extras.coverage = cellCoverage(mask.data, image, wanted.coverage);
  const maskShare = maskArea(mask) / mask.data.length;
  return { base, pixels: new Uint8Array(image.data), drawn, maskShare, ...extras } as ForgedPicture<W>;
}

function sampleOf(source: ImageSource, request: ForgeRequest): ForgedSample {
  if (request.kind === 'defect') return forgeSample(source, request.priorSet, request.keys);
  const clean = source.image(request.base);
  const mask = createMask(clean.width, clean.height);
  return {
    base: request.base,
    clean,
    image: forgeView(clean, request.keys, source.zones?.(request.base)),
    mask,
    drawn: [],
  };
}
