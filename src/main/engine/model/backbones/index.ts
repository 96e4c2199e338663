import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { type BackboneIdentity, backbones, firstBackbone } from '#shared/domain/backbones.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { tf } from '../../backend/tensorflow.ts';
import { type NamedArrays, readSafetensors } from '../safetensors.ts';
import type { Architecture, Backbone, OfChannels } from './architecture.ts';
import { efficientNetLites } from './efficientnet-lite/architecture.ts';
import { wideResNet } from './wide-resnet/architecture.ts';

const architectures: readonly Architecture[] = [...efficientNetLites, wideResNet];

/** The network of that name; without one, that of versions that did not say. @throws FlawsmithError `bad-config` */
export function architectureNamed(name: string = backbones[firstBackbone].name): Architecture {
  const found = architectures.find((architecture) => architecture.name === name);
  if (found) return found;
  throw new FlawsmithError('bad-config', `This version of Flawsmith does not know the backbone ${name}.`, {
    hint: 'Use the version that the run was trained with, or train a new run.',
  });
}

/**
 * Loads the weights that set-up converted.
 * @param wanted what a run was trained with; null for runs of earlier versions, which do not say
 * @throws FlawsmithError `engine-unavailable` where the file is gone or damaged, `bad-config` where it holds other weights
 */
export async function loadBackbone(file: string, wanted: BackboneIdentity | null = null): Promise<Backbone> {
  const architecture = architectureNamed(wanted?.name);
  const { tensors } = await readSafetensors(file, 'engine-unavailable');
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  refuseOtherWeights({ name: architecture.name, sha256 }, wanted, file);
  const weights: NamedArrays = {};
  for (const name of architecture.tensorNames()) {
    const tensor = tensors[name];
    if (!tensor) throw new FlawsmithError('engine-unavailable', `Backbone weights lack ${name}`, { file });
    weights[name] = tensor;
  }
  return createBackbone(architecture, weights, sha256);
}

function refuseOtherWeights(found: BackboneIdentity, wanted: BackboneIdentity | null, file: string): void {
  if (!wanted || wanted.sha256 === found.sha256) return;
  const words = ({ name, sha256 }: BackboneIdentity): string => `${name} ${sha256.slice(0, 12)}…`;
  throw new FlawsmithError(
    'bad-config',
    `The run was trained with the backbone weights ${words(wanted)}, and these are ${words(found)}: ${file}`,
    {
      file,
      hint: 'Bring those weights back, or train a new run with these.',
      details: `${wanted.sha256}\n${found.sha256}`,
    },
  );
}

/** A network with its weights on the device. */
export function createBackbone(architecture: Architecture, weights: NamedArrays, sha256: string): Backbone {
  const { mean, deviation } = architecture.input;
  const variables = new Map<string, Tensor4D>();
  for (const [name, { shape, data }] of Object.entries(weights)) {
    variables.set(name, tf.keep(tf.tensor(data, shape as [number])) as unknown as Tensor4D);
  }
  const get = (name: string): Tensor4D => variables.get(name)!;
  return {
    architecture,
    identity: { name: architecture.name, sha256 },
    weights,
    features(pixels) {
      const values = (of: OfChannels): number | Tensor => (typeof of === 'number' ? of : tf.tensor1d([...of]));
      const input = tf.tidy(() =>
        tf.div(tf.sub(tf.cast(pixels, 'float32'), values(mean)), values(deviation)),
      ) as Tensor4D;
      const levels = architecture.forward(input, get);
      input.dispose();
      return levels;
    },
    dispose: () => variables.forEach((variable) => variable.dispose()),
  };
}
