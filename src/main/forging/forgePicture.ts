import type { DefectKind, PriorSet } from '#shared/domain/priors.ts';
import type { PictureKeys } from '#shared/domain/purposes.ts';
import { type ChangedPart, cutChanged } from '#shared/vision/changedPart.ts';
import { cellCoverage } from '#shared/vision/coverage.ts';
import { type Sides, createMask, maskArea } from '#shared/vision/raster.ts';
import { type ForgedSample, type ImageSource, forgeSample, forgeView } from '#shared/vision/synthesis/forge.ts';
import type { DrawnDefect } from '#shared/vision/synthesis/index.ts';
import { noteKinds } from './usedPriors.ts';

/** One picture: with defects, or (`view`) a harmless view of good part `base`. */
export type ForgeRequest =
  | { kind: 'defect'; keys: PictureKeys; priorSet: PriorSet }
  | { kind: 'view'; keys: Omit<PictureKeys, 'purpose'>; base: number };

/** What is made of a picture where it is asked for. */
interface Made {
  /** Raw RGB, width × height × 3. */
  pixels: Uint8Array;
  /** 255 where the picture changed, else 0: width × height; 0 throughout in a view. */
  mask: Uint8Array;
  /** Raw RGB of the good part as it is, width × height × 3. */
  clean: Uint8Array;
  /** Share of each cell of a grid that changed [cells], 0–1. */
  coverage: Float32Array;
  /** What differs from the good part: picture and mask for who has that. */
  changed: ChangedPart;
  /** Of which kinds it hangs on more than how often they are drawn. */
  kinds: DefectKind[];
}

/** What is asked for of a picture; `coverage` by its grid. */
export interface Wanted {
  pixels?: true;
  mask?: true;
  clean?: true;
  coverage?: Sides;
  changed?: true;
  kinds?: true;
}

export type ForgedPicture<W extends Wanted> = {
  /** Number of the good part it was made from. */
  base: number;
  /** Defects in the order they were drawn; none in a view. */
  drawn: DrawnDefect[];
  /** Share of the picture that the mask covers, 0–1. */
  maskShare: number;
} & Pick<Made, keyof W & keyof Made>;

/**
 * Forges one picture in this thread. Its arrays are copies of their own, so that they can be handed to another thread.
 * @throws FlawsmithError `bad-config` where every kind is switched off; a system error where a part's file is gone
 */
export function forgePicture<W extends Wanted>(
  source: ImageSource,
  request: ForgeRequest,
  wanted: W,
): ForgedPicture<W> {
  const { noted, kinds } = notedBy(request, wanted);
  const { base, image, mask, clean, drawn } = sampleOf(source, noted);
  const made: Partial<Made> = {};
  if (wanted.pixels) made.pixels = new Uint8Array(image.data);
  if (wanted.mask) made.mask = new Uint8Array(mask.data);
  if (wanted.clean) made.clean = new Uint8Array(clean.data);
  if (wanted.coverage) made.coverage = cellCoverage(mask.data, image, wanted.coverage);
  if (wanted.kinds) made.kinds = [...kinds];
  if (wanted.changed) made.changed = cutChanged(clean, image, mask);
  const maskShare = maskArea(mask) / mask.data.length;
  return { base, drawn, maskShare, ...made } as ForgedPicture<W>;
}

function notedBy(request: ForgeRequest, { kinds }: Wanted): { noted: ForgeRequest; kinds: Iterable<DefectKind> } {
  if (!kinds || request.kind !== 'defect') return { noted: request, kinds: [] };
  const read = noteKinds(request.priorSet);
  return { noted: { ...request, priorSet: read.priorSet }, kinds: read.kinds };
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
