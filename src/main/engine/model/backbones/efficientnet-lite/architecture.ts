import type { Architecture } from '../architecture.ts';
import { addNetwork } from './graph.ts';
import { forward } from './network.ts';
import { type Scaling, networkOf, usedTensors } from './stages.ts';

/** Networks of the EfficientNet-Lite family up to stride 32 (Tan & Le 2019; lite: ReLU6, no squeeze-excite), by name. */
const scalings: Readonly<Record<string, Scaling>> = {
  'efficientnet-lite0': { width: 1, depth: 1 },
  'efficientnet-lite2': { width: 1.1, depth: 1.2 },
};

function efficientNetLite(name: string, scaling: Scaling): Architecture {
  const network = networkOf(scaling);
  return {
    name,
    levels: network.levels,
    gridStride: 8,
    memoryLevels: ['s8', 's16'],
    contexts: [
      { level: 's32', side: 4 },
      { level: 's16', side: 3 },
    ],
    input: { mean: 127, deviation: 128 },
    tensorNames: () => usedTensors(network),
    forward: (input, get) => forward(network, input, get),
    addToGraph: (graph, input, weights) => addNetwork(network, graph, input, weights),
  };
}

export const efficientNetLites: readonly Architecture[] = Object.entries(scalings).map(([name, scaling]) =>
  efficientNetLite(name, scaling),
);
