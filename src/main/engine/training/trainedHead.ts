import type { LossValues, LossWeights } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Random } from '#shared/vision/random.ts';
import { tf } from '../backend/tensorflow.ts';
import type { FeatureLayout } from '../model/features.ts';
import { createHead } from '../model/head.ts';
import { type Weights, assignWeights, disposeWeights, weightsToArrays } from '../model/layers.ts';
import { measureCount } from '../model/normalModel.ts';
import type { NamedArrays } from '../model/safetensors.ts';
import { averageDecay, learningRateAt } from './schedule.ts';
import { type Batch, type TrainingState, createTrainingState, disposeTrainingState, trainStep } from './step.ts';

/** Where in a run a step stands. */
export interface StepOfRun {
  /** Steps done before it. */
  step: number;
  /** Share of the budget that is spent before it. */
  share: number;
  random: Random;
}

/**
 * The fusion head while it is trained: what each step moves, the moving average of the weights, which is what the run ends with,
 * and where they began. Dispose after use.
 */
export class TrainedHead {
  /** The caller reads it; it stays the same object while it is moved. */
  readonly average: Weights;
  private readonly layout: FeatureLayout;
  private readonly state: TrainingState;
  private readonly start: Weights;

  constructor(layout: FeatureLayout, seed: number) {
    this.layout = layout;
    this.start = createHead(layout, measureCount, seed);
    this.average = createHead(layout, measureCount, seed);
    this.state = createTrainingState(createHead(layout, measureCount, seed));
  }

  /** Takes what {@link toArrays} gave. @throws where a part is missing or has another shape */
  restore(arrays: NamedArrays): void {
    assignWeights(this.state.weights, arrays, 'weights.');
    assignWeights(this.average, arrays, 'average.');
    this.state.optimiser.fromArrays(arrays);
    tf.tidy(() => this.state.centre.assign(tf.tensor(arrays['centre']!.data)));
  }

  toArrays(): NamedArrays {
    const { weights, optimiser, centre } = this.state;
    return {
      ...weightsToArrays(weights, 'weights.'),
      ...weightsToArrays(this.average, 'average.'),
      ...optimiser.toArrays(),
      centre: { shape: centre.shape, data: centre.dataSync().slice() as Float32Array },
    };
  }

  /** One update, of the average too. @throws FlawsmithError `internal` where the loss is no number any more */
  learn(batch: Batch, loss: LossWeights, { step, share, random }: StepOfRun): LossValues {
    const losses = trainStep(this.state, this.layout, batch, loss, learningRateAt(step, share), step, random);
    if (!Number.isFinite(losses.total)) {
      throw new FlawsmithError('internal', `The loss became ${losses.total} in step ${step}.`);
    }
    this.updateAverage(averageDecay(step));
    return losses;
  }

  private updateAverage(decay: number): void {
    for (const group of ['trainable', 'running'] as const) {
      for (const [name, now] of Object.entries(this.state.weights[group])) {
        const mean = this.average[group][name]!;
        tf.tidy(() => mean.assign(tf.add(tf.mul(mean, decay), tf.mul(now, 1 - decay))));
      }
    }
  }

  /** L2 distance of the trained weights from their start. */
  weightChange(): number {
    let squares = 0;
    for (const [name, now] of Object.entries(this.state.weights.trainable)) {
      squares += tf.tidy(() => tf.sum(tf.squaredDifference(now, this.start.trainable[name]!)).dataSync()[0]!);
    }
    return Math.sqrt(squares);
  }

  dispose(): void {
    disposeTrainingState(this.state);
    for (const weights of [this.state.weights, this.average, this.start]) disposeWeights(weights);
  }
}
