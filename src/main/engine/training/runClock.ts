import type { Budget, TimeParts } from '#shared/domain/runs.ts';
import { type Progress, progressOf, steadyEstimate } from './schedule.ts';

/** What a run took before this process went on with it. */
export interface TimeBefore {
  seconds: number;
  /** Absent in checkpoints of earlier versions, in which all was training. */
  spent?: Pick<TimeParts, 'preparation' | 'training'> | undefined;
}

/** What a training has taken, over all processes that worked on it, and how far its budget has come. */
export class RunClock {
  private readonly budget: Budget;
  private readonly startedAt = performance.now();
  private before: Required<TimeBefore> = { seconds: 0, spent: { preparation: 0, training: 0 } };
  /** Seconds from the start to the first step of this process; null before it. */
  private preparation: number | null = null;
  /** Seconds of this process's steps, and of those whose pace counts: the first is slower, for all begins with it. */
  private readonly pace = { seconds: 0, steps: 0, counted: 0 };
  private announced: number | null = null;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  goOnFrom({ seconds, spent = { preparation: 0, training: seconds } }: TimeBefore): void {
    this.before = { seconds, spent };
  }

  /** The steps of this process begin. */
  beginSteps(): void {
    this.preparation = this.sinceStart();
  }

  hasBegunSteps(): boolean {
    return this.preparation !== null;
  }

  countStep(seconds: number): void {
    this.pace.seconds += seconds;
    if (this.pace.steps++ > 0) this.pace.counted += seconds;
  }

  /** All seconds of the run. */
  seconds(): number {
    return this.before.seconds + this.sinceStart();
  }

  /** {@link seconds} by what they went to. */
  spent(): TimeParts {
    const preparation = this.before.spent.preparation + (this.preparation ?? this.sinceStart());
    const training = this.before.spent.training + this.pace.seconds;
    return { preparation, training, judging: Math.max(this.seconds() - preparation - training, 0) };
  }

  progress(step: number): Progress {
    const { steps, counted } = this.pace;
    const pace = steps > 1 ? counted / (steps - 1) : null;
    return progressOf(this.budget, step, this.spent().training, pace);
  }

  /** {@link progress} as it is told: the number of steps does not waver with each one's pace. */
  announce(step: number): Progress {
    const progress = this.progress(step);
    const steps = steadyEstimate(this.announced, progress.steps, step);
    this.announced = progress.secondsLeft === null ? null : steps;
    return { ...progress, steps };
  }

  /** Seconds since this process began with the run. */
  private sinceStart(): number {
    return (performance.now() - this.startedAt) / 1000;
  }
}
