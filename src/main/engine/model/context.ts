import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { tf } from '../backend/tensorflow.ts';
import type { ContextView } from './backbones/architecture.ts';
import { type FeatureLayout, levelIndex, unpackLevels } from './features.ts';
import { type FittedView, countFolds, foldOf } from './fittedViews.ts';
import type { NamedArrays } from './safetensors.ts';

/** Share of the normal parts' variance that the components explain. */
const explained = 0.97;
const floor = 1e-6;

/**
 * Principal components of a level, pooled to a few cells: what normal parts look like as a whole. What they
 * leave unexplained tells parts that are wrong without any wrong spot (uneven light, a missing or misplaced feature). The
 * idea is the feature reconstruction error of DFM (Ahuja et al. 2019); level, pooling and cross-fitting are ours.
 */
export interface ContextModel {
  /** [features]. */
  mean: Float32Array;
  /** Orthonormal rows [components, features]. */
  components: Float32Array;
}

export interface CrossFittedContext {
  all: ContextModel;
  withoutFold: ContextModel[];
}

/** Further views of fitted parts that contexts alone are fitted on, as these see them. */
export interface PooledViews {
  /** The part that each shows. */
  owners: readonly number[];
  /** Of each context [views × features]. */
  rows: readonly Float32Array[];
}

/**
 * How a level is pooled: in proportion to its shape, so that pooled cells are about square.
 * @returns weights [pooled cells × cells of the level], each row of sum 1
 */
export function contextPooling(
  layout: FeatureLayout,
  { level, side: pooledSide }: ContextView,
): { cells: number; weights: Float32Array } {
  const { width, height } = layout.levels[levelIndex(layout, level)]!;
  const aspect = Math.sqrt(width / height);
  const count = (side: number, wanted: number): number => Math.min(side, Math.max(1, Math.round(wanted)));
  const rows = overlaps(height, count(height, pooledSide / aspect));
  const columns = overlaps(width, count(width, pooledSide * aspect));
  const weights = rows.flatMap((row) =>
    columns.map((column) => row.flatMap((down) => column.map((across) => down * across))),
  );
  return { cells: weights.length, weights: Float32Array.from(weights.flat()) };
}

/** Shares of `side` cells in each of `count` equal pieces. */
function overlaps(side: number, count: number): number[][] {
  const piece = side / count;
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: side }, (_, cell) => {
      const shared = Math.min(cell + 1, (i + 1) * piece) - Math.max(cell, i * piece);
      return Math.max(shared, 0) / piece;
    }),
  );
}

/** {@link contextPooling} on the device; the caller owns it. */
function placePooling(layout: FeatureLayout, view: ContextView): Tensor2D {
  const { cells, weights } = contextPooling(layout, view);
  return tf.tensor2d(weights, [cells, weights.length / cells]);
}

/**
 * The view's level of a batch, pooled and flattened [batch, pooled cells × channels]; the caller owns it.
 * @param pooling of {@link placePooling}
 */
function pooledContext(
  z: readonly Tensor4D[],
  layout: FeatureLayout,
  { level }: ContextView,
  pooling: Tensor2D,
): Tensor2D {
  const cellsOfLevel = z[levelIndex(layout, level)]!;
  const [batch, height, width, channels] = cellsOfLevel.shape;
  const cells = pooling.shape[0];
  return tf.tidy(() => {
    const columns = tf.reshape(tf.transpose(cellsOfLevel, [1, 2, 0, 3]), [height * width, batch * channels]);
    const pooled = tf.matMul(pooling, columns);
    const apart = tf.transpose(tf.reshape(pooled, [cells, batch, channels]), [1, 0, 2]);
    return tf.reshape(apart, [batch, cells * channels]);
  });
}

/** What the context sees of pictures [pictures × features]. @param pictures standardised packed features */
export function pooledRows(layout: FeatureLayout, view: ContextView, pictures: readonly Float32Array[]): Float32Array {
  return tf.tidy(() => {
    const pooling = placePooling(layout, view);
    return pooledContext(unpackLevels(layout, pictures), layout, view, pooling).dataSync().slice() as Float32Array;
  });
}

/**
 * Fits the components on all pictures and without each fold. They come from the pictures' inner products (a few hundred a
 * side at most), not from the covariance of thousands of features.
 * @param pictures standardised packed features
 * @param pause called between pieces of work; may throw CancelledError
 * @param changed further views of some of the parts, as this context sees them
 */
export async function fitContext(
  layout: FeatureLayout,
  view: ContextView,
  pictures: readonly FittedView[],
  pause: (done: number) => Promise<void>,
  changed: { owners: readonly number[]; rows: Float32Array } = { owners: [], rows: new Float32Array() },
): Promise<CrossFittedContext> {
  const pooling = placePooling(layout, view);
  const parts: Tensor2D[] = [];
  for (let i = 0; i < pictures.length; i += 32) {
    const batch = pictures.slice(i, i + 32).map(({ features }) => features);
    parts.push(tf.tidy(() => pooledContext(unpackLevels(layout, batch), layout, view, pooling)));
    await pause(0);
  }
  const owners = [...pictures.map(({ owner }) => owner), ...changed.owners];
  if (changed.owners.length > 0) {
    parts.push(tf.tensor2d(changed.rows, [changed.owners.length, parts[0]!.shape[1]]));
  }
  const rows = tf.concat(parts, 0);
  const products = tf.tidy(() => tf.matMul(rows, rows, false, true).dataSync()) as Float32Array;
  try {
    const everyone = owners.map((_, i) => i);
    const all = componentsOf(rows, products, everyone);
    const withoutFold: ContextModel[] = [];
    const usedFolds = countFolds(pictures);
    for (let fold = 0; fold < usedFolds; fold++) {
      await pause(fold / usedFolds);
      const rest = everyone.filter((i) => foldOf(owners[i]!) !== fold);
      withoutFold.push(componentsOf(rows, products, rest));
    }
    return { all, withoutFold };
  } finally {
    tf.dispose([pooling, rows, ...parts]);
  }
}

/** @param products inner products of all pictures [n, n] @param members pictures that count */
function componentsOf(rows: Tensor2D, products: Float32Array, members: readonly number[]): ContextModel {
  const { values, vectors } = centredEigen(products, rows.shape[0], members);
  const kept = componentCount(values);
  return tf.tidy(() => {
    const x = tf.gather(rows, tf.tensor1d(members as number[], 'int32'));
    const mean = tf.mean(x, 0);
    const scaled = new Float32Array(kept * members.length);
    for (let k = 0; k < kept; k++) {
      for (let i = 0; i < members.length; i++) {
        scaled[k * members.length + i] = vectors.get(i, k) / Math.sqrt(values[k]!);
      }
    }
    const components = tf.matMul(tf.tensor2d(scaled, [kept, members.length]), tf.sub(x, mean) as Tensor2D);
    return {
      mean: mean.dataSync().slice() as Float32Array,
      components: components.dataSync().slice() as Float32Array,
    };
  });
}

/** Eigenvalues, falling, and eigenvectors (columns) of the members' centred inner products. */
function centredEigen(
  products: Float32Array,
  stride: number,
  members: readonly number[],
): { values: number[]; vectors: Matrix } {
  const n = members.length;
  const gram = new Matrix(n, n);
  members.forEach((a, i) => members.forEach((b, j) => gram.set(i, j, products[a * stride + b]!)));
  const means = gram.mean('row');
  const overall = gram.mean();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) gram.set(i, j, gram.get(i, j) - means[i]! - means[j]! + overall);
  }
  const eigen = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const order = eigen.realEigenvalues
    .map((_, i) => i)
    .sort((a, b) => eigen.realEigenvalues[b]! - eigen.realEigenvalues[a]!);
  return {
    values: order.map((i) => eigen.realEigenvalues[i]!),
    vectors: eigen.eigenvectorMatrix.subMatrixColumn(order),
  };
}

/** The fewest components that explain 97 %; of a sample without variance one, of a single picture none. */
function componentCount(values: readonly number[]): number {
  const positive = values.filter((value) => value > 1e-6 * Math.max(values[0]!, 1e-6));
  const total = positive.reduce((sum, value) => sum + value, 0);
  let sum = 0;
  const last = positive.findIndex((value) => (sum += value) >= explained * total);
  return last < 0 ? positive.length : last + 1;
}

/** The components on the device; dispose after use. */
export interface ContextOnDevice {
  /** Natural logarithm of the length of what the components leave unexplained, one number a picture [batch]. */
  distance(z: readonly Tensor4D[]): Float32Array;
  dispose(): void;
}

export function placeContext(
  { mean, components }: ContextModel,
  layout: FeatureLayout,
  view: ContextView,
): ContextOnDevice {
  const pooling = tf.keep(placePooling(layout, view));
  const centre = tf.keep(tf.tensor1d(mean));
  const basis = tf.keep(tf.tensor2d(components, [components.length / mean.length, mean.length]));
  return {
    distance: (z) =>
      tf.tidy(() => {
        const x = tf.sub(pooledContext(z, layout, view, pooling), centre) as Tensor2D;
        const explainedPart = tf.matMul(tf.matMul(x, basis, false, true), basis);
        const left = tf.sum(tf.square(tf.sub(x, explainedPart)), 1);
        return tf
          .mul(tf.log(tf.add(left, floor)), 0.5)
          .dataSync()
          .slice() as Float32Array;
      }),
    dispose: () => tf.dispose([pooling, centre, basis]),
  };
}

/** Added under the logarithm; the exported graph does the same. */
export const contextFloor = floor;

/** The first under the name alone, the next as `name.1`. */
const arrayName = (name: string, index: number): string => (index === 0 ? name : `${name}.${index}`);

export function contextsToArrays(name: string, contexts: readonly ContextModel[]): NamedArrays {
  const arrays: NamedArrays = {};
  contexts.forEach(({ mean, components }, i) => {
    arrays[`${arrayName(name, i)}.mean`] = { shape: [mean.length], data: mean };
    const shape = [components.length / mean.length, mean.length];
    arrays[`${arrayName(name, i)}.components`] = { shape, data: components };
  });
  return arrays;
}

/** As many as there are. */
export function contextsFromArrays(name: string, arrays: NamedArrays): ContextModel[] {
  const contexts: ContextModel[] = [];
  for (let mean; (mean = arrays[`${arrayName(name, contexts.length)}.mean`]);) {
    const components = arrays[`${arrayName(name, contexts.length)}.components`]!.data;
    contexts.push({ mean: mean.data, components });
  }
  return contexts;
}

export function pooledViewsToArrays({ owners, rows }: PooledViews): NamedArrays {
  const arrays: NamedArrays = { 'changed.owners': { shape: [owners.length], data: Float32Array.from(owners) } };
  rows.forEach((data, i) => {
    arrays[`changed.${i}`] = { shape: [owners.length, data.length / Math.max(owners.length, 1)], data };
  });
  return arrays;
}

/** Null where there are none. */
export function pooledViewsFromArrays(arrays: NamedArrays): PooledViews | null {
  const owners = arrays['changed.owners'];
  if (!owners) return null;
  const rows: Float32Array[] = [];
  for (let found; (found = arrays[`changed.${rows.length}`]);) rows.push(found.data);
  return { owners: [...owners.data], rows };
}
