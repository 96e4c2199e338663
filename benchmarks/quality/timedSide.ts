/**
 * A process of its own that times one side of benchmarks/scoring.ts: THREADS backbone PACKAGE [WEIGHTS] | THREADS model PACKAGE. Sends an
 * empty list when ready, and the ms of each call for every count that it is sent.
 */
import * as ort from 'onnxruntime-node';
import { OnnxGraph } from '#engine/export/onnx/graph.ts';
import type { Architecture } from '#engine/model/backbones/architecture.ts';
import { architectureNamed } from '#engine/model/backbones/index.ts';
import { type NamedArrays, readSafetensors } from '#engine/model/safetensors.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { openPackage, scoreImage } from '#scoring/package.ts';
import { backboneFileOf } from '#studio/paths.ts';
import { createRandom } from '#shared/vision/random.ts';

const [threads, side, packageDir, weights] = process.argv.slice(2);
const intraOpNumThreads = Number(threads);

/** The backbone up to its deepest used stage, from a normalised picture to that level. */
function bareBackbone(
  { levels, addToGraph }: Architecture,
  arrays: NamedArrays,
  { width, height }: PictureShape,
): Uint8Array {
  const graph = new OnnxGraph('backbone');
  const picture = graph.input('picture', 'float32', [1, 3, height, width]);
  const deepest = addToGraph(graph, picture, arrays).at(-1)!;
  const { channels, stride } = levels.at(-1)!;
  graph.output('features', 'float32', [1, channels, height / stride, width / stride], deepest);
  return graph.serialize();
}

/** ms of one call. */
async function callOf(): Promise<() => Promise<number>> {
  const pkg = await openPackage(packageDir!, { threads: intraOpNumThreads });
  const { width, height } = pkg.manifest.preprocessing;
  const random = createRandom(0, width, height);
  if (side === 'model') {
    const data = Uint8Array.from({ length: width * height * 3 }, () => 100 + random.integer(0, 40));
    return async () => (await scoreImage(pkg, { width, height, data })).modelMs;
  }
  const architecture = architectureNamed(pkg.manifest.backbone?.name);
  await pkg.close();
  const { tensors } = await readSafetensors(weights ?? backboneFileOf(architecture.name), 'engine-unavailable');
  const options: ort.InferenceSession.SessionOptions = { intraOpNumThreads, graphOptimizationLevel: 'all' };
  const session = await ort.InferenceSession.create(bareBackbone(architecture, tensors, { width, height }), options);
  const picture = Float32Array.from({ length: 3 * width * height }, () => random.uniform(-1, 1));
  return async () => {
    const start = performance.now();
    await session.run({ picture: new ort.Tensor('float32', picture, [1, 3, height, width]) });
    return performance.now() - start;
  };
}

const call = await callOf();
for (let i = 0; i < 3; i++) await call();
process.on('message', async (count: number) => {
  const ms: number[] = [];
  for (let i = 0; i < count; i++) ms.push(await call());
  process.send!(ms);
});
process.send!([]);
