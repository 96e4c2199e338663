import type { TrainProgress, TrainResult } from '#shared/contract/engine.ts';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import { studioNote } from '#shared/domain/studioNotes.ts';
import type { ValidationRow } from '#shared/domain/validation.ts';
import { type RunEvent, type RunRecord, nextRunState, plannedSteps } from '#shared/domain/runs.ts';
import { CancelledError, FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { explainDatabaseError } from '../store/database.ts';
import { saveCalibration } from '../store/calibrations.ts';
import { saveRun } from '../store/runs.ts';
import { hasCheckpoint, removeRunLeftovers } from './runFolder.ts';

const millisecondsPerSave = 1000;
/** A note as a run keeps it. */
const causeOf = ({ code, values, message }: ImportNote): Pick<RunRecord, 'reason' | 'cause'> => ({
  reason: message,
  cause: { code, values },
});
const programEnded = causeOf(studioNote('programEnded'));

/** Keeps one run's row in the store up to date, from its start to its end. */
export class RunKeeper {
  private readonly product: Product;
  private run: RunRecord;
  private savedAt = -Infinity;

  constructor(product: Product, run: RunRecord) {
    this.product = product;
    this.run = run;
  }

  /** @throws FlawsmithError where the row cannot be saved, or the event makes no sense in the run's state */
  move(type: RunEvent['type'], change: Partial<RunRecord>): void {
    const state = nextRunState(this.run.state, { type });
    if (!state) throw new FlawsmithError('internal', `A run in state ${this.run.state} cannot ${type}`);
    const isLost = type === 'processLost';
    const goesOn = type === 'start' && this.run.state !== 'queued';
    this.run = {
      ...this.run,
      ...('reason' in change && { cause: null }),
      ...change,
      ...(isLost && { interrupted: (this.run.interrupted ?? 0) + 1 }),
      ...(goesOn && { resumed: (this.run.resumed ?? 0) + 1 }),
      state,
    };
    this.save();
  }

  /** Runs the training; a row that cannot be saved stops it, for nothing would be known of it afterwards. */
  async watch(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal, record: (progress: TrainProgress) => void) => Promise<TrainResult>,
  ): Promise<TrainResult> {
    const unsaved = new AbortController();
    let failure: FlawsmithError | null = null;
    const record = (progress: TrainProgress): void => {
      try {
        this.record(progress);
      } catch (error) {
        failure ??= toFlawsmithError(error);
        unsaved.abort();
      }
    };
    const result = await work(AbortSignal.any([unsaved.signal, ...(signal ? [signal] : [])]), record);
    if (failure) throw failure as FlawsmithError;
    return result;
  }

  /** Keeps the newest judgement on held-out forgeries; saved with the next progress. */
  validated(validation: ValidationRow): void {
    this.run = { ...this.run, validation };
  }

  /** Says how many steps are done again, once it is known where the run goes on. */
  goesOnFrom(step: number, furthest: number): number {
    const again = Math.max(furthest - step, 0);
    this.run = { ...this.run, repeated: (this.run.repeated ?? 0) + again };
    return again;
  }

  private record({ step, seconds, spent, rssMb = 0 }: TrainProgress): void {
    const memoryMb = Math.max(this.run.memoryMb ?? 0, rssMb);
    this.run = { ...this.run, step, steps: this.planned(step), seconds, spent, memoryMb };
    if (performance.now() - this.savedAt >= millisecondsPerSave) this.save();
  }

  /** The plan stays as it was made; where minutes held more steps than forecast, as many as were done. */
  private planned(step: number): number {
    return Math.max(plannedSteps(this.run), step);
  }

  private save(): void {
    this.savedAt = performance.now();
    try {
      saveRun(this.product.db, this.run);
    } catch (error) {
      throw explainDatabaseError(error, this.product.path('product.db'));
    }
  }

  finish({ outcome, step, seconds, spent, weightChange, learned, scores }: TrainResult): RunRecord {
    const steps = this.planned(step);
    const event = { trained: 'finish', cancelled: 'cancel', paused: 'pause', interrupted: 'processLost' } as const;
    const rests = outcome === 'paused' || outcome === 'interrupted';
    const finishedAt = rests ? null : new Date().toISOString();
    const why = outcome === 'interrupted' ? programEnded : { reason: null };
    // Before the run reads as trained: limits never stand without the scores that they rest on.
    if (scores) saveCalibration(this.product.db, this.run.id, scores);
    this.move(event[outcome], { step, steps, seconds, spent, weightChange, learned, finishedAt, ...why });
    return this.run;
  }

  /**
   * Writes down that the run ended by an error, and returns that error. A run whose engine died can be gone on with, and so
   * can one that ran out of disk after a checkpoint, and one whose program ends; any other has failed.
   */
  lose(thrown: unknown, isEnding = false): FlawsmithError | CancelledError {
    const error = thrown instanceof CancelledError ? thrown : toFlawsmithError(thrown);
    try {
      if (isEnding) this.move('processLost', programEnded);
      else this.moveBecauseOf(error);
    } catch {
      // Not even this could be saved. The run's own error says why, and the next opening of the product finds it lost.
    }
    return error;
  }

  private moveBecauseOf(error: FlawsmithError | CancelledError): void {
    const finishedAt = new Date().toISOString();
    if (error instanceof CancelledError) return this.move('cancel', { finishedAt });
    const { code, message } = error;
    const why = causeOf({ message, ...(error.said ?? { code, values: {} }) });
    const isKept = code === 'engine-crashed' || (code === 'disk-full' && hasCheckpoint(this.product, this.run.id));
    if (isKept && this.run.state !== 'queued') this.move('processLost', why);
    else {
      this.move('fail', { ...why, finishedAt });
      removeRunLeftovers(this.product, this.run.id, { hasEnded: true });
    }
  }
}
