import type { JudgedArea, LossValues, RunConfig, RunIdentity, TimeParts } from '../domain/runs.ts';
import type { ValidationRow } from '../domain/validation.ts';
import type { Calibration, LearnedLimits } from '../domain/limits.ts';
import type { Roi } from '../domain/images.ts';
import type { BackboneIdentity } from '../domain/backbones.ts';
import type { PictureShape } from '../domain/pictures.ts';
import { type CancelledError, FlawsmithError, type SerializedError, deserializeError, errorCodes } from '../errors.ts';

/**
 * What the studio and the engine say to each other, over the child's IPC (birpc). Pixels never travel in messages: both
 * sides read and write files of raw pixels. A failing call rejects with the JSON of a SerializedError as its message.
 */

/** A picture at working resolution: raw uint8 RGB, width × height × 3 bytes, no header. */
export interface PixelRef {
  /** Image id in the store, or any id unique in the job. */
  id: string;
  /** Absolute path of the raw pixels. */
  pixels: string;
  /**
   * Absolute path of the same picture at the size that plans of forged defects are decided at; absent where nothing is
   * forged on it, or where that is `pixels`.
   */
  reference?: string;
  /** Absolute path of the zones of the view that `pixels` shows (packZones of #shared/vision/zonePicture.ts); absent: none. */
  zones?: string;
  /** The same of `reference`. */
  referenceZones?: string;
  /** In place of `zones` for a picture that has ignore areas of its own: those of the view and these. Absent: it has none. */
  own?: string;
  /** The same of `reference`. */
  referenceOwn?: string;
  /** Absolute path of where the part is, 0 or 255 a pixel at the size that plans are decided at, where a person corrected that; absent: as it is found. */
  foreground?: string;
  session: string;
  part: string;
}

/** A photograph of a defective part and its mask at the same resolution. */
export interface RealDefect {
  ref: PixelRef;
  /** Lengths of runs of pixels, row by row, that are free of defect and defect in turn, beginning with free ones. */
  mask: number[];
}

export interface TrainJob {
  /** Whose folder it is: its checkpoint carries this, and no other run goes on from it. */
  run: RunIdentity;
  /** runs/<id>: the engine writes metrics.jsonl, validation.jsonl, samples/, checkpoint.safetensors (atomically, and at the end). */
  runDir: string;
  config: RunConfig;
  train: PixelRef[];
  /** Training parts seen moved, by the ids of those parts; absent: none. */
  moved?: PixelRef[] | undefined;
  calibration: PixelRef[];
  /** Defective parts to learn from, with what is defect of them; absent: none. */
  real?: RealDefect[] | undefined;
  /** The same pictures to be stamped on good parts, see ForgingStamp; absent: none is. */
  stamps?: (PixelRef & { mask: string; referenceMask?: string })[] | undefined;
  /** Backbone weights, safetensors (scripts/setup makes it). */
  backboneFile: string;
  /** Continue from runDir/checkpoint.safetensors, which must be this run's own, with the same configuration. */
  resume: boolean;
}

export interface TrainResult {
  outcome: 'trained' | 'cancelled' | 'paused' | 'interrupted';
  step: number;
  /** As in {@link TrainProgress}. */
  steps: number;
  seconds: number;
  /** `seconds` by what they went to. */
  spent: TimeParts;
  weightChange: number;
  losses: LossValues | null;
  /** Null until the run is trained, as are the scores that the limits rest on. */
  learned: LearnedLimits | null;
  scores: Calibration | null;
}

export interface ScoreJob {
  /** runs/<id>/checkpoint.safetensors of a trained run. */
  checkpoint: string;
  backboneFile: string;
  images: PixelRef[];
  /** Where to write maps, one `<id>.f32` each (raw little-endian float32, see ScoreResult.map); null: scores only. */
  mapsDir: string | null;
}

export interface ScoreRow {
  id: string;
  /** 0–1, higher is more anomalous. */
  score: number;
  /** Absolute path of the raw float32 map, or null. */
  map: string | null;
}

export interface ScoreResult {
  rows: ScoreRow[];
  /** Width and height of the maps. */
  map: PictureShape;
  /** Which part of each picture is judged. */
  judged: JudgedArea;
}

export interface DescribeJob {
  backboneFile: string;
  /** At `describedSide`, see domain/descriptors.ts. */
  images: PixelRef[];
  /**
   * `short`, also where absent: for near-copies, `descriptorLength` values that keep where in the picture things are. `moments`: for what is
   * looked at closely, mean and deviation of each channel of each level over the picture, wherever it is.
   */
  form?: 'short' | 'moments';
}

export interface DescribeResult {
  /** As many values each as the form has, in the order of the job. */
  rows: { id: string; values: number[] }[];
}

export interface ExportJob {
  checkpoint: string;
  backboneFile: string;
  roi: Roi;
  /** Absolute path of the model.onnx to write. */
  out: string;
}

export interface ExportResult {
  /** The frozen network in it. */
  backbone: BackboneIdentity;
  /** The model's working picture. */
  picture: PictureShape;
  /** Its map. */
  map: PictureShape;
  opset: number;
  /** Share of the working picture that is judged, 0–1: where good parts lay, or all of it. */
  judgedShare: number;
  config: RunConfig;
  step: number;
  seconds: number;
}

/** Which TensorFlow runs. */
export interface BackendInfo {
  backend: 'tensorflow-cpu' | 'tensorflow-cuda';
  tensorflow: string;
  tfjs: string;
  /** Tensors alive now; flat while training. */
  tensors: number;
  /** Most memory that the engine process has held, MiB. */
  peakRssMb: number;
  /** Why the GPU is not used, where it is not. */
  note: string | null;
}

export interface TrainProgress {
  step: number;
  /** Steps ordered, or about so many as the minutes will hold at the pace so far. */
  steps: number;
  /** Share of the budget that is spent, 0–1; it never falls. */
  share: number;
  /** What the engine is doing: reading features, fitting the normal model, training, calibrating. */
  phase: 'features' | 'memory' | 'training' | 'calibration';
  /** Null before the first training step. */
  losses: LossValues | null;
  /** Since the run began, pauses left out. */
  seconds: number;
  /** `seconds` by what they went to. */
  spent: TimeParts;
  /** Of the training steps; null until their pace is known. */
  secondsLeft: number | null;
  tensors: number;
  /** Memory that the engine process holds now, MiB. */
  rssMb?: number;
}

/** Offered by the engine, called by the studio. */
export interface EngineFunctions {
  describe(): Promise<BackendInfo>;
  train(job: TrainJob): Promise<TrainResult>;
  score(job: ScoreJob): Promise<ScoreResult>;
  /** What pictures look like in short, to find near-copies. */
  describePictures(job: DescribeJob): Promise<DescribeResult>;
  exportOnnx(job: ExportJob): Promise<ExportResult>;
  /** Stops the call in progress within one step; that call resolves as cancelled or rejects with code `cancelled`. */
  cancel(): void;
  /** Lets a training rest: it writes a checkpoint after the step in progress and resolves as paused. */
  pause(): void;
  /**
   * The program ends: a training writes a checkpoint within a step, whatever its phase, and resolves as interrupted; any
   * other call is cancelled.
   */
  interrupt(): void;
  shutdown(): void;
}

/** Offered by the studio, called by the engine. */
export interface EngineListener {
  /** At most 10 a second. */
  progress(progress: TrainProgress): void;
  /** Each judgement on held-out forgeries, once its row and the sample maps are on disk. */
  validated(row: ValidationRow): void;
  scored(done: number, total: number): void;
  /** At least once between steps; longer silence than the heartbeat limit means it hangs. */
  heartbeat(): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
}

/** The message of an error that crosses the engine's border. */
export function encodeEngineError(error: SerializedError): string {
  return JSON.stringify(error);
}

/** The inverse of {@link encodeEngineError}; anything else that was thrown is a fault of ours, code `internal`. */
export function decodeEngineError(thrown: unknown): FlawsmithError | CancelledError {
  const { message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const error = parseError(message);
  return error ? deserializeError(error) : new FlawsmithError('internal', message, { cause: thrown, details: stack });
}

function parseError(text: string): SerializedError | null {
  let value: Partial<SerializedError>;
  try {
    value = (JSON.parse(text) ?? {}) as Partial<SerializedError>;
  } catch {
    return null; // a message in plain words, not one that encodeEngineError made
  }
  const isKnown = (['cancelled', ...errorCodes] as readonly unknown[]).includes(value.code);
  return isKnown && typeof value.message === 'string' ? (value as SerializedError) : null;
}
