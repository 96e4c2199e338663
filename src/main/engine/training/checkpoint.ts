import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { calibrationSchema, learnedLimitsSchema } from '#shared/domain/limits.ts';
import {
  type RunConfig,
  type RunIdentity,
  runConfigSchema,
  runFileName,
  runIdentitySchema,
  timePartsSchema,
} from '#shared/domain/runs.ts';
import { architectureNamed } from '../model/backbones/index.ts';
import type { Detector } from '../model/detector.ts';
import { featureLayout } from '../model/features.ts';
import { createHead } from '../model/head.ts';
import { knownDefectsFromArrays } from '../model/knownDefects.ts';
import { assignWeights, disposeWeights } from '../model/layers.ts';
import { measureCount, normalModelFromArrays } from '../model/normalModel.ts';
import { outputCalibrationSchema } from '../model/outputs.ts';
import { type NamedArrays, readSafetensors, writeSafetensors } from '../model/safetensors.ts';

/** Raised when the detector changes, so that weights of another one are never taken for its own. */
export const checkpointSchema = 7;

/** What a checkpoint says beside its tensors: enough to resume, score and export without any other file. */
const checkpointMetaSchema = z.object({
  schema: z.literal(checkpointSchema),
  /** The run that wrote it. */
  run: runIdentitySchema,
  config: runConfigSchema,
  step: z.number().int(),
  steps: z.number().int(),
  /** Seconds that the run took up to this step. */
  seconds: z.number(),
  /** By what they went to; absent in checkpoints older than it. */
  spent: timePartsSchema.optional(),
  /** Ids of the pictures that the normal model was fitted on, in order: prototypes refer to them. */
  fitted: z.array(z.string()),
  weightChange: z.number(),
  /** Null until the run is trained. */
  outputs: outputCalibrationSchema.nullable(),
  /** As learned; what a person decided stands in the store. */
  limits: learnedLimitsSchema.nullable(),
  /** The scores that they rest on; absent in checkpoints of earlier versions. */
  scores: calibrationSchema.nullish(),
});
export type CheckpointMeta = z.infer<typeof checkpointMetaSchema>;

/** Tensor names: `weights.*` as trained, `average.*` their moving average (what scores), `start.*`, `adam.*`; of a finished run the normal model. */
export interface Checkpoint {
  meta: CheckpointMeta;
  arrays: NamedArrays;
}

/** @throws FlawsmithError `internal` where a value is not finite: the last checkpoint stays; `disk-full`, `not-writable` */
export async function writeCheckpoint(file: string, { meta, arrays }: Checkpoint): Promise<void> {
  const broken = firstNotFinite(arrays);
  if (broken) throw new FlawsmithError('internal', `${broken} is not finite; the last checkpoint is kept.`, { file });
  await writeSafetensors(file, { tensors: arrays, metadata: { flawsmith: JSON.stringify(meta) } });
}

/**
 * Reads a checkpoint of this version whose checksum is right and whose values are finite.
 * @throws FlawsmithError `checkpoint-damaged` or `not-found`, naming the file
 */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const { tensors, metadata, isSealed } = await readSafetensors(file);
  try {
    const meta: unknown = JSON.parse(metadata['flawsmith'] ?? 'null');
    refuseOtherDetectors(meta, file);
    const broken = firstNotFinite(tensors);
    if (!isSealed || broken) throw new RangeError(broken ? `${broken} is not finite` : 'Its checksum is missing');
    return { meta: checkpointMetaSchema.parse(meta), arrays: tensors };
  } catch (cause) {
    throw damaged(file, cause);
  }
}

/** A failure as it is, anything else as damage to the file. */
export function damaged(file: string, cause: unknown): FlawsmithError {
  if (cause instanceof FlawsmithError) return cause;
  return new FlawsmithError('checkpoint-damaged', `This checkpoint cannot be read: ${file}`, {
    file,
    hint: 'Train again; the pictures and defect recipes of the product are not affected.',
    said: said('checkpointDamaged', { file }),
    cause,
  });
}

const firstNotFinite = (arrays: NamedArrays): string | undefined =>
  Object.keys(arrays).find((name) => !arrays[name]!.data.every(Number.isFinite));

/**
 * A run goes on from its own checkpoint alone, with the configuration that it was started with.
 * @throws FlawsmithError `checkpoint-damaged` where the checkpoint is of another run, or of another configuration
 */
export function refuseOtherRuns(
  { run, config }: Pick<CheckpointMeta, 'run' | 'config'>,
  wanted: { run: RunIdentity; config: RunConfig },
  file: string,
): void {
  const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(plain(a), plain(b));
  if (isSame(run, wanted.run) && isSame(config, runConfigSchema.parse(wanted.config))) return;
  const what = isSame(run, wanted.run)
    ? 'was written under another configuration'
    : `is another run's, called ${run.id}`;
  throw new FlawsmithError('checkpoint-damaged', `The checkpoint in the folder of ${wanted.run.id} ${what}: ${file}`, {
    file,
    hint: 'Put the folder of this run back from a backup, or train again; nothing was changed.',
  });
}

/** Without properties that are there but undefined, which files do not keep. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function refuseOtherDetectors(meta: unknown, file: string): void {
  const { schema } = z.object({ schema: z.number() }).parse(meta);
  if (schema === checkpointSchema) return;
  throw new FlawsmithError('checkpoint-damaged', `This run was trained by another version of Flawsmith: ${file}`, {
    file,
    hint: 'Train again; its packages, pictures and defect recipes are not affected.',
    said: said('runOfOtherVersion'),
  });
}

/** What the run's config.json says of itself; null where there is none, as beside a checkpoint that was copied away. */
async function runBeside(file: string): Promise<{ run: RunIdentity; config: RunConfig } | null> {
  const text = await readFile(join(dirname(file), runFileName), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const { run: id, key, config } = runBesideSchema.parse(JSON.parse(text));
    return { run: { id, key }, config };
  } catch (cause) {
    throw damaged(file, cause);
  }
}

const runBesideSchema = z.object({ run: z.string(), key: z.string(), config: runConfigSchema });

/**
 * A trained detector from its checkpoint. The caller disposes `detector.head`.
 * @throws FlawsmithError `no-run`, `checkpoint-damaged`, also where it is another run's than the config.json beside it
 */
export async function loadDetector(file: string): Promise<{ detector: Detector; meta: CheckpointMeta }> {
  const { meta, arrays } = await readCheckpoint(file);
  const beside = await runBeside(file);
  if (beside) refuseOtherRuns(meta, beside, file);
  if (!meta.outputs) {
    throw new FlawsmithError('no-run', `This run has not finished training: ${file}`, {
      file,
      hint: 'Continue it with `train PRODUCT --resume`, then evaluate or export.',
      said: said('runUnfinished'),
    });
  }
  const layout = featureLayout(meta.config.picture, architectureNamed(meta.config.backbone?.name));
  const head = createHead(layout, measureCount, meta.config.seed);
  try {
    assignWeights(head, arrays, 'average.');
    const known = knownDefectsFromArrays(arrays);
    return { detector: { layout, normal: normalModelFromArrays(arrays), head, known, outputs: meta.outputs }, meta };
  } catch (cause) {
    disposeWeights(head);
    throw new FlawsmithError('checkpoint-damaged', `This checkpoint lacks parts of the network: ${file}`, {
      file,
      cause,
    });
  }
}
