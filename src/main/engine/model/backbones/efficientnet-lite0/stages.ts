import type { BackboneLevel } from '../architecture.ts';

/** One stage of inverted residuals. */
interface StageSpec {
  repeats: number;
  kernel: 3 | 5;
  stride: 1 | 2;
  expansion: 1 | 6;
  channels: number;
}

/** Channels of the stem's output. */
const stemChannels = 32;

/** The stages that are used; stage 5 ends at stride 32. */
const stages: readonly StageSpec[] = [
  { repeats: 1, kernel: 3, stride: 1, expansion: 1, channels: 16 },
  { repeats: 2, kernel: 3, stride: 2, expansion: 6, channels: 24 },
  { repeats: 2, kernel: 5, stride: 2, expansion: 6, channels: 40 },
  { repeats: 3, kernel: 3, stride: 2, expansion: 6, channels: 80 },
  { repeats: 3, kernel: 5, stride: 1, expansion: 6, channels: 112 },
  { repeats: 4, kernel: 5, stride: 2, expansion: 6, channels: 192 },
];

/** Which stage's output is which level. */
export const levels: readonly (BackboneLevel & { readonly stage: number })[] = [
  { name: 's4', stage: 1, stride: 4, channels: 24 },
  { name: 's8', stage: 2, stride: 8, channels: 40 },
  { name: 's16', stage: 4, stride: 16, channels: 112 },
  { name: 's32', stage: 5, stride: 32, channels: 192 },
];

/** One inverted-residual block, and the names of its parts' tensors. */
export interface Block {
  name: string;
  stage: number;
  isLast: boolean;
  stride: 1 | 2;
  expands: boolean;
  /** True where the input is added to the output. */
  isResidual: boolean;
}

/** All blocks in the order of computation. */
export const blocks: readonly Block[] = stages.flatMap((stage, s) =>
  Array.from({ length: stage.repeats }, (_, b) => {
    const stride = b === 0 ? stage.stride : 1;
    const before = b > 0 ? stage.channels : s === 0 ? stemChannels : stages[s - 1]!.channels;
    return {
      name: `blocks.${s}.${b}`,
      stage: s,
      isLast: b === stage.repeats - 1,
      stride,
      expands: stage.expansion !== 1,
      isResidual: stride === 1 && before === stage.channels,
    };
  }),
);

/** Tensor names of the stem and the used stages, in the order of computation. */
export function usedTensors(): string[] {
  const parts = blocks.flatMap(({ name, expands }) =>
    [...(expands ? ['expand'] : []), 'depthwise', 'project'].map((part) => `${name}.${part}`),
  );
  return ['stem', ...parts].flatMap((name) => [`${name}.kernel`, `${name}.bias`]);
}
