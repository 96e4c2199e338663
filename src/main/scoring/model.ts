import { availableParallelism } from 'node:os';
import * as ort from 'onnxruntime-node';
import { FlawsmithError } from '#shared/errors.ts';
import type { FloatMap, Raster, Sides } from '#shared/vision/raster.ts';

export interface ModelOptions {
  /** Threads that one inference uses; all cores where absent. */
  threads?: number;
  /** Sides of the map, px; a map of other sides is refused before it is copied. Any where absent. */
  map?: Sides;
}

export interface ModelResult {
  /** 0–1, higher is more anomalous. */
  score: number;
  /** Anomaly map at model resolution. */
  map: FloatMap;
  /** Milliseconds inside the model: crop, resize, inference. */
  modelMs: number;
}

/** A detector open in onnxruntime. Inferences run one after another; the caller closes it. */
export interface Model {
  score(image: Raster): Promise<ModelResult>;
  close(): Promise<void>;
}

/**
 * Opens an exported detector: input `image` uint8 [height, width, 3], outputs `score` and `map`.
 * @param bytes content of model.onnx
 * @param file its path, for messages
 * @throws FlawsmithError `package-damaged` where it is no such model
 */
export async function openModel(bytes: Uint8Array, file: string, options: ModelOptions = {}): Promise<Model> {
  const session = await createSession(bytes, file, options);
  const wanted =
    session.inputNames.join() === 'image' && ['score', 'map'].every((n) => session.outputNames.includes(n));
  if (!wanted) {
    await session.release();
    const message = `Model has inputs ${session.inputNames.join()} and outputs ${session.outputNames.join()}`;
    throw new FlawsmithError('package-damaged', message, { file, hint: 'Export the release again.' });
  }
  let previous: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const result = previous.then(work);
    previous = result.catch(() => undefined); // the caller gets the rejection from `result`
    return result;
  };
  return {
    score: (image) => inOrder(() => infer(session, image, file, options.map)),
    close: () => inOrder(() => session.release()),
  };
}

async function createSession(
  bytes: Uint8Array,
  file: string,
  { threads }: ModelOptions,
): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, {
      intraOpNumThreads: threads ?? availableParallelism(),
      graphOptimizationLevel: 'all',
    });
  } catch (cause) {
    const hint = 'Export the release again, or use a later Flawsmith.';
    throw new FlawsmithError('package-damaged', `onnxruntime cannot open the model ${file}`, { file, hint, cause });
  }
}

async function infer(
  session: ort.InferenceSession,
  { width, height, data }: Raster,
  file: string,
  wanted: Sides | undefined,
): Promise<ModelResult> {
  if (width < 1 || height < 1 || data.length !== width * height * 3) {
    throw new FlawsmithError('internal', `A raster of ${width} × ${height} has ${data.length} bytes`);
  }
  const start = performance.now();
  const results = await session.run({ image: new ort.Tensor('uint8', data, [height, width, 3]) });
  const modelMs = performance.now() - start;
  const [rows, columns] = results['map']!.dims.slice(-2);
  if (wanted && (columns !== wanted.width || rows !== wanted.height)) {
    const message = `The model gave a map of ${columns} × ${rows} instead of ${wanted.width} × ${wanted.height}: ${file}`;
    throw new FlawsmithError('package-damaged', message, { file, hint: 'Export the release again.' });
  }
  const map = { width: columns!, height: rows!, data: new Float32Array(results['map']!.data as Float32Array) };
  const given = results['score']!.data as Float32Array;
  const score = Number(given[0]);
  if (given.length !== 1 || !Number.isFinite(score)) {
    const what = given.length === 1 ? `${score} as a score` : `${given.length} scores for a picture`;
    throw new FlawsmithError('package-damaged', `The model gave ${what}: ${file}`, { file });
  }
  for (const tensor of Object.values(results)) tensor.dispose();
  return { score, map, modelMs };
}
