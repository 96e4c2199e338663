import { z } from 'zod';
import { FlawsmithError } from '#shared/errors.ts';
import { calibrationSchema, learnedLimitsSchema } from '#shared/domain/limits.ts';
import { runConfigSchema, timePartsSchema } from '#shared/domain/runs.ts';
import { defaultBackbone } from '#shared/domain/backbones.ts';
import { architectureNamed } from '../model/backbones/index.ts';
import type { Detector } from '../model/detector.ts';
import { featureLayout } from '../model/features.ts';
import { createHead } from '../model/head.ts';
import { assignWeights, disposeWeights } from '../model/layers.ts';
import { measureCount, normalModelFromArrays } from '../model/normalModel.ts';
import { outputCalibrationSchema } from '../model/outputs.ts';
import { type NamedArrays, readSafetensors, writeSafetensors } from '../model/safetensors.ts';

/** Raised when the detector changes, so that weights of another one are never taken for its own. */
export const checkpointSchema = 6;

/** What a checkpoint says beside its tensors: enough to resume, score and export without any other file. */
const checkpointMetaSchema = z.object({
  schema: z.literal(checkpointSchema),
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

export async function writeCheckpoint(file: string, { meta, arrays }: Checkpoint): Promise<void> {
  await writeSafetensors(file, { tensors: arrays, metadata: { flawsmith: JSON.stringify(meta) } });
}

/** @throws FlawsmithError `checkpoint-damaged` or `not-found`, naming the file */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const { tensors, metadata } = await readSafetensors(file);
  try {
    const meta: unknown = JSON.parse(metadata['flawsmith'] ?? 'null');
    refuseOtherDetectors(meta, file);
    return { meta: checkpointMetaSchema.parse(meta), arrays: tensors };
  } catch (cause) {
    if (cause instanceof FlawsmithError) throw cause;
    throw new FlawsmithError('checkpoint-damaged', `This checkpoint cannot be read: ${file}`, {
      file,
      hint: 'Train again; the images and priors of the product are not affected.',
      cause,
    });
  }
}

function refuseOtherDetectors(meta: unknown, file: string): void {
  const { schema } = z.object({ schema: z.number() }).parse(meta);
  if (schema === checkpointSchema) return;
  throw new FlawsmithError('checkpoint-damaged', `This run was trained by another version of Flawsmith: ${file}`, {
    file,
    hint: 'Train again; its packages, images and priors are not affected.',
  });
}

/** A trained detector from its checkpoint. The caller disposes `detector.head`. @throws FlawsmithError `no-run`, `checkpoint-damaged` */
export async function loadDetector(file: string): Promise<{ detector: Detector; meta: CheckpointMeta }> {
  const { meta, arrays } = await readCheckpoint(file);
  if (!meta.outputs) {
    throw new FlawsmithError('no-run', `This run has not finished training: ${file}`, {
      file,
      hint: 'Continue it with `train PRODUCT --resume`, then evaluate or export.',
    });
  }
  const layout = featureLayout(meta.config.picture, architectureNamed(meta.config.backbone?.name ?? defaultBackbone));
  const head = createHead(layout, measureCount, meta.config.seed);
  try {
    assignWeights(head, arrays, 'average.');
    return { detector: { layout, normal: normalModelFromArrays(arrays), head, outputs: meta.outputs }, meta };
  } catch (cause) {
    disposeWeights(head);
    throw new FlawsmithError('checkpoint-damaged', `This checkpoint lacks parts of the network: ${file}`, {
      file,
      cause,
    });
  }
}
