import type { PixelRef, TrainJob } from '#shared/contract/engine.ts';
import { heldOutPicture, heldOutSeed, purposes } from '#shared/domain/purposes.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Mask, Raster } from '#shared/vision/raster.ts';
import { forgeSample } from '#shared/vision/synthesis/forge.ts';
import { pictureSource } from '#forging/pictureSource.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import {
  type ChannelStatistics,
  type FeatureLayout,
  batchOf,
  extractFeatures,
  standardise,
} from '../model/features.ts';
import type { Measures, NormalModelOnDevice } from '../model/normalModel.ts';
import { fewestCalibration } from './calibrate.ts';
import { cellsOfEach, readPixels } from './pictures.ts';

const mostNormals = 16;
const forgedCount = 24;

/** One picture as the head reads it, measured by a normal model that has not seen its part. */
export interface HeldOutPicture {
  pixels: Uint8Array;
  features: Float32Array;
  measures: Measures;
  /** Physical part that it shows. */
  part: string;
  /** Null for a good part. */
  mask: Mask | null;
  /** Kind first drawn; null for a good part. */
  kind: string | null;
  /** See PixelRef.own; absent: none. */
  own?: string | undefined;
  /** [cells] that its own ignore areas leave; absent: it has none. */
  left?: Float32Array | undefined;
}

export interface HeldOutSet {
  /** `train` where too few parts were kept out: each is then measured without itself, but the head has trained on it. */
  basis: 'calibration' | 'train';
  normals: HeldOutPicture[];
  forged: HeldOutPicture[];
}

export interface HeldOutOptions {
  job: TrainJob;
  /** Ids of the pictures that the normal model was fitted on, in its order. */
  fitted: readonly string[];
  layout: FeatureLayout;
  backbone: Backbone;
  statistics: ChannelStatistics;
  device: NormalModelOnDevice;
  /** Called between pictures; may throw CancelledError. */
  pause(): Promise<void>;
}

/**
 * A small fixed set of good parts and of defects forged on them. It follows from the parts and the prior set alone, not
 * from the run's seed, so that runs can be compared; features and distances are computed once, for both are frozen.
 * @throws FlawsmithError `not-found`, `unreadable-image` where a picture's pixels are gone; CancelledError
 */
export async function forgeHeldOut(options: HeldOutOptions): Promise<HeldOutSet> {
  const { job, fitted, layout } = options;
  const basis = job.calibration.length >= fewestCalibration ? 'calibration' : 'train';
  const ownerOf = new Map(fitted.map((id, owner) => [id, owner]));
  const among = basis === 'calibration' ? job.calibration : job.train.filter(({ id }) => ownerOf.has(id));
  const refs = chooseParts(among);
  const owners = refs.map(({ id }) => (basis === 'train' ? ownerOf.get(id)! : -1));
  const images: Raster[] = [];
  for (const ref of refs) {
    images.push({ ...layout.picture, data: await readPixels(ref, layout.picture) });
  }
  const forged = await forgeAll(refs, options);
  const ofPart = refs.map(({ part, own }) => ({ part, own }));
  const good = images.map(({ data }, i) => ({ ...ofPart[i]!, pixels: data, mask: null, kind: null }));
  const bad = forged.map(({ base, image, mask, kind }) => ({
    ...ofPart[base]!,
    pixels: image.data,
    mask,
    kind,
  }));
  return {
    basis,
    normals: await measureAll(good, owners, options),
    forged: await measureAll(
      bad,
      forged.map(({ base }) => owners[base]!),
      options,
    ),
  };
}

/** The same parts for the same list, spread over it by chance. */
function chooseParts(refs: readonly PixelRef[]): PixelRef[] {
  const random = createRandom(heldOutSeed, purposes.curve, 0xc405e);
  const order = refs.map((ref) => ({ ref, at: random.next() })).sort((a, b) => a.at - b.at);
  return order.slice(0, mostNormals).map(({ ref }) => ref);
}

interface Forged {
  base: number;
  image: Raster;
  mask: Mask;
  kind: string;
}

async function forgeAll(refs: readonly PixelRef[], { job, layout, pause }: HeldOutOptions): Promise<Forged[]> {
  const source = pictureSource({ parts: refs, picture: layout.picture });
  const forged: Forged[] = [];
  for (let index = 0; index < forgedCount; index++) {
    const { base, image, mask, drawn } = forgeSample(source, job.config.priorSet, heldOutPicture('curve', index));
    forged.push({ base, image, mask, kind: drawn[0]!.kind });
    await pause();
  }
  return forged;
}

async function measureAll(
  pictures: readonly Omit<HeldOutPicture, 'features' | 'measures' | 'left'>[],
  owners: readonly number[],
  { backbone, layout, statistics, device, pause }: HeldOutOptions,
): Promise<HeldOutPicture[]> {
  const measured: HeldOutPicture[] = [];
  const batchSize = batchOf(layout.picture);
  for (let i = 0; i < pictures.length; i += batchSize) {
    const batch = pictures.slice(i, i + batchSize);
    const features = extractFeatures(
      backbone,
      layout,
      batch.map(({ pixels }) => pixels),
    );
    features.forEach((picture) => standardise(layout, statistics, picture));
    const left = await cellsOfEach(batch, layout);
    const measures = device.measure(features, owners.slice(i, i + batchSize), left);
    measured.push(
      ...batch.map((picture, j) => ({
        ...{ ...picture, left: left[j] },
        ...{ features: features[j]!, measures: measures[j]! },
      })),
    );
    await pause();
  }
  return measured;
}
