/** A view of a good part that what is normal is learned from. */
export interface FittedView {
  /** Standardised packed features. */
  features: Float32Array;
  /** The part that it shows: views of one part are never measured by each other. */
  owner: number;
  /** [cells] 0 where its own ignore areas leave nothing of the cell, else 1; absent: it has none. */
  left?: Float32Array | undefined;
}

/** Views of parts as they were photographed, one a part. */
export const unmovedViews = (pictures: readonly Float32Array[]): FittedView[] =>
  pictures.map((features, owner) => ({ features, owner }));

export const countParts = (views: readonly FittedView[]): number => new Set(views.map(({ owner }) => owner)).size;

/** Pieces that the parts fall into: each is measured by models that have not seen it. */
const folds = 5;

/** So many parts fill every fold. */
export const enoughForFolds = folds;

/** Fold of a part. */
export const foldOf = (owner: number): number => owner % folds;

/** Folds that hold a part. */
export const countFolds = (views: readonly FittedView[]): number => Math.min(folds, countParts(views));
