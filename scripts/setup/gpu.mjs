import { existsSync } from 'node:fs';
import { run } from '../lib/child.mjs';
import { readTensorFlowStamp } from './tensorflow.mjs';

/** True where an NVIDIA driver is loaded. */
async function hasNvidiaDriver() {
  if (existsSync('/proc/driver/nvidia/version')) return true;
  return (await run('nvidia-smi', ['-L'])).code === 0;
}

/**
 * Which library to use: what was asked for, else what an earlier set-up decided, else by the driver.
 * @returns {Promise<{ flavour: 'cpu' | 'gpu', reason?: string }>} `reason` says why a machine with a driver gets the CPU
 */
export async function chooseFlavour(options) {
  if (options.gpu) return { flavour: 'gpu' };
  if (options.cpu) return { flavour: 'cpu', reason: 'chosen with --cpu' };
  const stamp = readTensorFlowStamp();
  if (stamp?.flavour === 'gpu' || stamp?.reason) return stamp;
  return { flavour: (await hasNvidiaDriver()) ? 'gpu' : 'cpu' };
}
