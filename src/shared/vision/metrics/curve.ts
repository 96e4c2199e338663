/**
 * The figures of one ranking, summed up while its distinct scores are visited once from the highest to the lowest:
 * everything that shares a score moves together, so ties are exact.
 */
export class RankingCurve {
  readonly #positives: number;
  readonly #negatives: number;
  readonly #components: number;
  readonly #limit: number;
  #truePositives = 0;
  #falsePositives = 0;
  /** Sum of found component shares so far, and the area under it up to the false-positive rate limit. */
  #found = 0;
  #foundArea = 0;
  #rocArea = 0;
  #precisionSum = 0;
  #f1 = 0;

  /**
   * @param components number of defect components; 0 where overlap is of no interest.
   * @param limit false-positive rate, 0–1, at which the area under the overlap curve ends.
   */
  constructor(positives: number, negatives: number, components = 0, limit = 0.3) {
    this.#positives = positives;
    this.#negatives = negatives;
    this.#components = components;
    this.#limit = limit;
  }

  /** One threshold lower: so many more positives and negatives at or above it, and that much more component share. */
  step(positives: number, negatives: number, share = 0): void {
    if (negatives > 0) {
      this.#rocArea += negatives * (this.#truePositives + positives / 2);
      this.#addOverlap(negatives, share);
    }
    this.#found += share;
    this.#falsePositives += negatives;
    this.#truePositives += positives;
    if (positives > 0) {
      const precision = this.#truePositives / (this.#truePositives + this.#falsePositives);
      this.#precisionSum += precision * positives;
      const f1 = (2 * this.#truePositives) / (this.#truePositives + this.#falsePositives + this.#positives);
      if (f1 > this.#f1) this.#f1 = f1;
    }
  }

  /** Trapezoid of the overlap curve over one step of the false-positive rate, cut at the limit. */
  #addOverlap(negatives: number, share: number): void {
    const from = this.#falsePositives / this.#negatives;
    if (from >= this.#limit) return;
    const to = (this.#falsePositives + negatives) / this.#negatives;
    const part = to <= this.#limit ? 1 : (this.#limit - from) / (to - from);
    this.#foundArea += (to - from) * part * (this.#found + (share * part) / 2);
  }

  get #oneSided(): boolean {
    return this.#positives === 0 || this.#negatives === 0;
  }

  /** Area under the ROC curve, 0–1 (trapezoid); null with one label only. */
  get auroc(): number | null {
    return this.#oneSided ? null : this.#rocArea / this.#positives / this.#negatives;
  }

  /** Sum of precision × recall step, 0–1, as scikit-learn defines average precision; null with one label only. */
  get averagePrecision(): number | null {
    return this.#oneSided ? null : this.#precisionSum / this.#positives;
  }

  /** Best F1 over all thresholds, 0–1; null with one label only. */
  get f1Max(): number | null {
    return this.#oneSided ? null : this.#f1;
  }

  /** Area under the mean found share of the components, up to the limit, over the limit, 0–1. */
  get aupro(): number | null {
    if (this.#components === 0 || this.#negatives === 0) return null;
    return this.#foundArea / this.#components / this.#limit;
  }
}
