import { createRequire } from 'node:module';
import util from 'node:util';
import type { BackendInfo } from '#shared/contract/engine.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';

export type TensorFlow = typeof import('@tensorflow/tfjs-node-gpu');

// tfjs-node 4.22 still calls helpers that Node 23 removed.
Object.assign(util, {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
});

function load(): TensorFlow {
  try {
    return createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as TensorFlow;
  } catch (cause) {
    throw new FlawsmithError('engine-unavailable', 'Native TensorFlow does not load.', {
      hint: 'Run `npm run setup`, then `npm run -s cli -- doctor` to see which part is missing.',
      said: said('noTensorFlow'),
      cause,
      details: cause instanceof Error ? cause.message : String(cause),
    });
  }
}

/** The one TensorFlow of this process, on its native backend. */
export const tf: TensorFlow = load();
tf.env().set('PROD', true); // skips per-op shape and NaN checks meant for debugging

interface NativeBackend {
  isUsingGpuDevice?: boolean;
  binding?: { TF_Version?: string };
}

/** Which rung runs; `tensors` counts live tensors for leak checks. */
export function describeBackend(): BackendInfo {
  const backend = tf.backend() as NativeBackend;
  const cuda = backend.isUsingGpuDevice === true;
  return {
    backend: cuda ? 'tensorflow-cuda' : 'tensorflow-cpu',
    tensorflow: backend.binding?.TF_Version ?? 'unknown',
    tfjs: tf.version.tfjs,
    tensors: tf.memory().numTensors,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    note: cuda ? null : 'TensorFlow found no CUDA device; it computes on the processor.',
  };
}
