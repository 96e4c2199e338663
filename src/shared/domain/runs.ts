import { z } from 'zod';
import { importNoteSchema } from './importNotes.ts';
import { mostMovedByHand } from './movement.ts';
import { priorSetSchema } from './priors.ts';
import { usedPriorsSchema } from './priorChanges.ts';
import { decisionSchema, learnedLimitsSchema } from './limits.ts';
import { backboneSchema } from './backbones.ts';
import { type PictureShape, areaOf, pictureShapeSchema, sizeSchema } from './pictures.ts';
import { validationRowSchema } from './validation.ts';

export const lossWeightsSchema = z.strictObject({
  feature: z.number().min(0),
  score: z.number().min(0),
  consistency: z.number().min(0),
});
export type LossWeights = z.infer<typeof lossWeightsSchema>;
export const defaultLossWeights: LossWeights = { feature: 1, score: 1, consistency: 1 };

/** The three losses before weighting, and their weighted sum. */
export interface LossValues {
  feature: number;
  score: number;
  consistency: number;
  total: number;
}

export const budgetSchema = z.union([
  z.strictObject({ minutes: z.number().positive() }),
  z.strictObject({ steps: z.number().int().positive() }),
]);
/** How long a run trains: minutes spent on training steps, or an exact number of steps (reproducible). */
export type Budget = z.infer<typeof budgetSchema>;

/** With fewer steps the network has hardly learned from pseudo-defects. */
export const fewestSteps = 40;

/** A minutes budget stops here at the latest: what more steps give is within what a seed does (docs/results.md). */
export const mostSteps = 600;

/** Side of the working picture where nobody says otherwise, px (docs/method.md: chosen data set by data set on the others). */
export const defaultSize = 384;

/** Sides of the working picture that are offered, px. */
export const offeredSizes = [256, 384, 512, 768, 1024] as const;

/** Up to this area, px, the usual number of pictures stays in memory; of larger ones so many as need no more memory. */
const fullMemoryArea = 512 ** 2;
const keptAt = (picture: PictureShape, most: number): number =>
  Math.max(1, Math.floor(most * Math.min(1, fullMemoryArea / areaOf(picture))));

/** Normal parts that the normal model is fitted on and whose features stay in memory, at most. */
export const mostFitted = (picture: PictureShape): number => keptAt(picture, 400);

/** Forged pictures whose features stay in memory, at most. */
export const mostPooled = (picture: PictureShape): number => keptAt(picture, 420);

export const levelNames = ['s4', 's8', 's16', 's32'] as const;
export const partNames = ['head', 'memory', 'gaussian', 'context', 'region'] as const;
/** Parts of the detector left out, to measure what each is worth. */
export const ablationSchema = z.strictObject({
  /** Levels of features that read as zero everywhere. */
  levels: z.array(z.enum(levelNames)).default([]),
  /** Evidence that neither the head reads nor the score or map counts; without `region` the whole picture is judged. */
  parts: z.array(z.enum(partNames)).default([]),
});
export type Ablation = z.infer<typeof ablationSchema>;

/** What a run leaves out: nothing, unless it says so. */
export const leftOutOf = ({ ablation }: { ablation?: Ablation | undefined }): Ablation =>
  ablation ?? { levels: [], parts: [] };

/** The part of the working picture that a run judges: where good parts lay, or all of it. */
export const judgedAreaSchema = z.object({
  /** 0–1 */
  share: z.number(),
  /** Closed lines around it, x, y, x, y … in shares of the picture's sides; none where all of it is judged. */
  outline: z.array(z.array(z.number())),
});
export type JudgedArea = z.infer<typeof judgedAreaSchema>;

/** In a run's folder: all that decides what the run learns. */
export const runFileName = 'config.json';
/** In runs/<id> while it trains, beside its checkpoint: what is normal, which only resuming needs. */
export const normalFileName = 'normal.safetensors';
/** Ends the name of a file of a run that is being written, and of one whose writing was cut off. */
export const cutOffEnding = '.tmp';

/** Everything that decides what a run learns. Written to runs/<id>/config.json before the engine starts. */
const wholeConfigSchema = z.strictObject({
  schema: z.literal(1),
  /** The size chosen: side of the square of about the same area. */
  size: sizeSchema,
  /** The working picture. */
  picture: pictureShapeSchema,
  /** Absent in runs of earlier versions. */
  backbone: backboneSchema.optional(),
  seed: z.number().int().min(0).max(0xffffffff),
  budget: budgetSchema,
  loss: lossWeightsSchema,
  priorSet: priorSetSchema,
  ablation: ablationSchema.optional(),
  /** Share of each side by which good parts are also seen moved; absent or 0: not at all. */
  moved: z.number().min(0).max(mostMovedByHand).optional(),
});
export type RunConfig = z.infer<typeof wholeConfigSchema>;

/** Runs of earlier versions name a size alone: their pictures are squares. */
export const runConfigSchema = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null || 'picture' in value || !('size' in value)) return value;
  return { ...value, picture: { width: value.size, height: value.size } };
}, wholeConfigSchema);

/** Which run a folder and a checkpoint belong to: numbers may come again after a backup was restored, keys never do. */
export const runIdentitySchema = z.object({ id: z.string(), key: z.string() });
export type RunIdentity = z.infer<typeof runIdentitySchema>;

export const runStates = ['queued', 'running', 'paused', 'interrupted', 'failed', 'cancelled', 'trained'] as const;
export type RunState = (typeof runStates)[number];

/** True where Resume goes on with the run: it was paused, or its process was lost. */
export const canGoOn = ({ state }: { state: RunState }): boolean => state === 'paused' || state === 'interrupted';

export type RunEvent =
  | { type: 'start' }
  | { type: 'pause' }
  | { type: 'processLost' }
  | { type: 'fail' }
  | { type: 'cancel' }
  | { type: 'finish' };

const transitions: Readonly<Record<RunState, Partial<Record<RunEvent['type'], RunState>>>> = {
  queued: { start: 'running', processLost: 'interrupted', cancel: 'cancelled', fail: 'failed' },
  running: { pause: 'paused', processLost: 'interrupted', fail: 'failed', cancel: 'cancelled', finish: 'trained' },
  paused: { start: 'running', processLost: 'interrupted', cancel: 'cancelled' },
  interrupted: { start: 'running', cancel: 'cancelled' },
  failed: {},
  cancelled: {},
  trained: {},
};

/** The next state, or null where the event makes no sense in this state. */
export function nextRunState(state: RunState, event: RunEvent): RunState | null {
  return transitions[state][event.type] ?? null;
}

/** Seconds of a run by what they go to; only `training` counts towards a budget in minutes. */
export const timePartsSchema = z.object({
  /** Reading the good parts and fitting the normal model. */
  preparation: z.number().min(0),
  /** Training steps. */
  training: z.number().min(0),
  /** Judging on held-out forgeries, checkpoints, and setting the limits. */
  judging: z.number().min(0),
});
export type TimeParts = z.infer<typeof timePartsSchema>;

/** What a run was expected to take when it was started. */
export const forecastSchema = z.object({
  steps: z.number(),
  /** Of the whole run. */
  seconds: z.number(),
  memoryMb: z.number(),
  /** `seconds` by what they go to; absent in runs older than it. */
  parts: timePartsSchema.nullish(),
});
export type RunForecast = z.infer<typeof forecastSchema>;

/** Runs of earlier versions have the sentence alone. */
const keptNoteSchema = z.preprocess(
  (kept) => (typeof kept === 'string' ? { code: 'plain', message: kept, values: {} } : kept),
  importNoteSchema,
);

/** One training as the store keeps it and the command line prints it. */
export const runRecordSchema = z.object({
  id: z.string(),
  /** Drawn at random for this run, see {@link runIdentitySchema}; absent in runs older than it. */
  key: z.string().nullish(),
  /** What a person calls it, see {@link runNameFault}; none until it is named. */
  name: z.string().nullish(),
  /** What a person wrote down of it. */
  note: z.string().nullish(),
  state: z.enum(runStates),
  step: z.number().int().min(0),
  /** Planned steps: those ordered, or what was forecast for the minutes; never fewer than were done. See {@link plannedSteps}. */
  steps: z.number().int().min(0),
  /** Seconds that the run took so far, interruptions left out. */
  seconds: z.number().min(0),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  config: runConfigSchema,
  /** L2 distance of the trained weights from their start; 0 where nothing was learned. */
  weightChange: z.number().nullable(),
  /** What was learned; null until the run is trained. The scores behind it are kept beside the run (store/calibrations.ts). */
  learned: learnedLimitsSchema.nullable().default(null),
  /** What a person decided in place of it. */
  decision: decisionSchema.nullable().default(null),
  /** Why the run failed or was interrupted, in plain English. */
  reason: z.string().nullable(),
  /** The same as a code of `studioNotes.ts` or of an error, for other languages; absent in runs older than it. */
  cause: importNoteSchema.pick({ code: true, values: true }).nullish(),
  backend: z.string().nullable(),
  /** The newest judgement on held-out forgeries; absent in runs older than it. */
  validation: validationRowSchema.nullish(),
  forecast: forecastSchema.nullish(),
  /** Most memory that the engine has held for it, MiB. */
  memoryMb: z.number().nullish(),
  /** `seconds` by what they went to; absent in runs older than it. */
  spent: timePartsSchema.nullish(),
  /** How often its process was lost; absent in runs older than the count. */
  interrupted: z.number().int().min(0).nullish(),
  /** How often it went on after a pause or an interruption. */
  resumed: z.number().int().min(0).nullish(),
  /** Steps that were done again, since they lay after the checkpoint that it went on from. */
  repeated: z.number().int().min(0).nullish(),
  /** What else has to be said of it, such as what lay in its folder's place. */
  notes: z.array(keptNoteSchema).nullish(),
  /** How its priors stood to the saved set of that name when it began; absent in runs older than it. */
  priors: usedPriorsSchema.nullish(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/**
 * How far a run is, 0–1, by the time it has taken and what is left of it, over all its phases: it never falls, though what is
 * left is estimated anew all the time, and reaches 1 only when the run has ended.
 */
export function risingShare(): (progress: { seconds: number; secondsLeft: number | null }) => number {
  let most = 0;
  return ({ seconds, secondsLeft }) => {
    const share = secondsLeft === null || seconds <= 0 ? 0 : seconds / (seconds + secondsLeft);
    most = Math.max(most, Math.min(share, 0.99));
    return most;
  };
}

/** True of a run that labelled defects were given to, as its notes have it. */
export const hasUsedReal = ({ notes }: Pick<RunRecord, 'notes'>): boolean =>
  notes?.some(({ code }) => code === 'realDefects') ?? false;

/** The steps that a run was to make; runs of earlier versions kept them in their forecast alone. */
export function plannedSteps({ steps, config, forecast }: Pick<RunRecord, 'steps' | 'config' | 'forecast'>): number {
  return 'steps' in config.budget ? config.budget.steps : Math.max(steps, forecast?.steps ?? 0);
}

/** A trained run with less than this share of its planned steps stopped early. */
const stoppedEarlyBelow = 0.5;

/**
 * True where a run is trained, but its minutes were over after less than half of the steps forecast for them: it has
 * learned far less than was meant. A run of few steps that were ordered as such is not.
 */
export function hasStoppedEarly(run: Pick<RunRecord, 'state' | 'step' | 'steps' | 'config' | 'forecast'>): boolean {
  return run.state === 'trained' && run.step < stoppedEarlyBelow * plannedSteps(run);
}

/** What goes with a run that is deleted. */
export const runLossSchema = z.object({
  run: z.string(),
  name: z.string().nullable(),
  state: z.enum(runStates),
  /** Steps done, and what they took. */
  step: z.number(),
  seconds: z.number(),
  /** Of its folder: checkpoint, curves, sample pictures, maps. */
  bytes: z.number(),
  isEvaluated: z.boolean(),
  /** A person moved its limits. */
  hasMovedLimits: z.boolean(),
  /** Numbers of the releases that rest on it. */
  releases: z.array(z.number()),
});
export type RunLoss = z.infer<typeof runLossSchema>;
