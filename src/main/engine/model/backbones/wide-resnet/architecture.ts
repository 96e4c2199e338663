import type { Architecture } from '../architecture.ts';
import { addNetwork } from './graph.ts';
import { forward } from './network.ts';
import { levels, usedTensors } from './stages.ts';

/** Grey levels that torchvision’s networks were trained with: mean and deviation of ImageNet’s channels, × 255. */
const imageNet = { mean: [123.675, 116.28, 103.53], deviation: [58.395, 57.12, 57.375] } as const;

/**
 * WideResNet50-2 (Zagoruyko & Komodakis 2016) up to stride 16, the network of PatchCore, PaDiM and DFM as published. Its last stage is
 * left out as they leave it out: it is tuned to ImageNet’s classes, and as large as all before it.
 */
export const wideResNet: Architecture = {
  name: 'wide_resnet50_2',
  levels,
  gridStride: 8,
  memoryLevels: ['s8', 's16'],
  contexts: [
    { level: 's16', side: 4 },
    { level: 's8', side: 3 },
  ],
  input: imageNet,
  tensorNames: usedTensors,
  forward,
  addToGraph: addNetwork,
};
