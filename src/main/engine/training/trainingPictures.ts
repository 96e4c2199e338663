import { availableParallelism } from 'node:os';
import type { RunConfig } from '#shared/domain/runs.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { ForgeRequest, ForgedPicture } from '#forging/forgePicture.ts';
import { Forger } from '#forging/forger.ts';
import { inOrder } from '#forging/inOrder.ts';
import type { ForgingSource, ForgingStamp } from '#forging/pictureSource.ts';

/** Harmless views of good parts, forged before the first picture with defects. */
export const viewCount = 24;
/** Pictures a thread holds: TensorFlow stops this thread's event loop for a step, in which the others go on forging. */
const heldPerThread = 8;

/** A picture with the share of each cell of the grid that changed. */
export type TrainingPicture = ForgedPicture<{ pixels: true; coverage: Sides }>;

export interface TrainingPictures {
  /**
   * The next picture of the plan: first the views, then the defects of the steps. The order is that of the plan whichever
   * thread is quicker, so a run's pictures depend on its seed alone. @throws FlawsmithError of forging it
   */
  next(): Promise<TrainingPicture>;
  /** Ends the threads. */
  close(): Promise<void>;
}

export interface TrainingPlan {
  config: Pick<RunConfig, 'picture' | 'seed' | 'priorSet'>;
  /** Good parts, in the order that picture numbers refer to. */
  parts: ForgingSource['parts'];
  /** Labelled defects to stamp; absent: none. */
  stamps?: readonly ForgingStamp[] | undefined;
  /** Cells of the coverage. */
  grid: Sides;
  /** Numbers of the parts that views are taken of. */
  bases: readonly number[];
  /** Number of the first picture with defects; those after it follow on. */
  first: number;
}

/** Starts threads that forge a run's pictures beside TensorFlow; the caller closes them. */
export function startTrainingPictures(
  { config, parts, stamps, grid, bases, first }: TrainingPlan,
  count = Math.max(1, Math.min(availableParallelism() - 1, 6)),
): TrainingPictures {
  const { picture, seed, priorSet } = config;
  const random = createRandom(seed, 0xba5e);
  const request = (n: number): ForgeRequest => {
    if (n >= viewCount) {
      const keys = { purpose: 'train', seed, number: first + n - viewCount } as const;
      return { kind: 'defect', keys, priorSet };
    }
    const base = bases[random.derive(n).integer(0, bases.length - 1)]!;
    return { kind: 'view', keys: { seed, number: n }, base };
  };
  const forger = new Forger({ count, held: heldPerThread });
  const source = { parts, picture, stamps };
  return {
    next: inOrder((n) => forger.forge(source, request(n), { pixels: true, coverage: grid }), count * heldPerThread),
    close: () => forger.close(),
  };
}
