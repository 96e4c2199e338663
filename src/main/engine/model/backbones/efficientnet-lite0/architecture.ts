import type { Architecture } from '../architecture.ts';
import { addNetwork } from './graph.ts';
import { forward } from './network.ts';
import { levels, usedTensors } from './stages.ts';

/** EfficientNet-Lite0 up to stride 32 (Tan & Le 2019, "lite" variant: ReLU6, no squeeze-excite). */
export const efficientnetLite0: Architecture = {
  name: 'efficientnet-lite0',
  levels,
  gridStride: 8,
  memoryLevels: ['s8', 's16'],
  contextLevel: 's32',
  input: { mean: 127, deviation: 128 },
  tensorNames: usedTensors,
  forward,
  addToGraph: addNetwork,
};
