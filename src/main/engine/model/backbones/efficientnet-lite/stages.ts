import type { BackboneLevel } from '../architecture.ts';

/** How many times the channels and blocks of Lite0 a network of the family has; both are rounded, see {@link stagesOf}. */
export interface Scaling {
  readonly width: number;
  readonly depth: number;
}

/** One stage of inverted residuals. */
interface Stage {
  repeats: number;
  stride: 1 | 2;
  expands: boolean;
  channels: number;
}

/** Channels of the stem's output, the same in the whole family. */
const stemChannels = 32;

/** The stages of Lite0 that are used; stage 5 ends at stride 32. */
const stagesOfLite0: readonly Stage[] = [
  { repeats: 1, stride: 1, expands: false, channels: 16 },
  { repeats: 2, stride: 2, expands: true, channels: 24 },
  { repeats: 2, stride: 2, expands: true, channels: 40 },
  { repeats: 3, stride: 2, expands: true, channels: 80 },
  { repeats: 3, stride: 1, expands: true, channels: 112 },
  { repeats: 4, stride: 2, expands: true, channels: 192 },
];

/** Stages whose output is a level. */
const stageOfLevel = { s4: 1, s8: 2, s16: 4, s32: 5 } as const;

/** Channels come in eights, and no more than a tenth is lost by rounding (Tan & Le 2019, their published code). */
function scaledChannels(channels: number, width: number): number {
  const scaled = channels * width;
  const rounded = Math.max(8, Math.floor((scaled + 4) / 8) * 8);
  return rounded < 0.9 * scaled ? rounded + 8 : rounded;
}

/** Depth is rounded up; in the lite networks the first stage keeps its one block. */
const stagesOf = ({ width, depth }: Scaling): readonly Stage[] =>
  stagesOfLite0.map((stage, s) => ({
    ...stage,
    channels: scaledChannels(stage.channels, width),
    repeats: s === 0 ? stage.repeats : Math.ceil(stage.repeats * depth),
  }));

/** One inverted-residual block, and the names of its parts' tensors. */
export interface Block {
  name: string;
  stride: 1 | 2;
  expands: boolean;
  /** True where the input is added to the output. */
  isResidual: boolean;
  /** Its output is a level. */
  isLevel: boolean;
}

/** A network of the family up to stride 32. */
export interface Network {
  /** In the order of computation. */
  readonly blocks: readonly Block[];
  /** Finest first. */
  readonly levels: readonly BackboneLevel[];
}

export function networkOf(scaling: Scaling): Network {
  const stages = stagesOf(scaling);
  const levels = Object.entries(stageOfLevel).map(([name, s]) => ({
    name,
    stride: Number(name.slice(1)),
    channels: stages[s]!.channels,
  }));
  return { blocks: stages.flatMap((stage, s) => blocksOf(stage, s, stages[s - 1]?.channels ?? stemChannels)), levels };
}

function blocksOf(stage: Stage, s: number, before: number): Block[] {
  const isLevelsStage = Object.values<number>(stageOfLevel).includes(s);
  return Array.from({ length: stage.repeats }, (_, b) => {
    const stride = b === 0 ? stage.stride : 1;
    return {
      name: `blocks.${s}.${b}`,
      stride,
      expands: stage.expands,
      isResidual: stride === 1 && (b > 0 || before === stage.channels),
      isLevel: isLevelsStage && b === stage.repeats - 1,
    };
  });
}

/** Tensor names of the stem and the used stages, in the order of computation. */
export function usedTensors({ blocks }: Network): string[] {
  const parts = blocks.flatMap(({ name, expands }) =>
    [...(expands ? ['expand'] : []), 'depthwise', 'project'].map((part) => `${name}.${part}`),
  );
  return ['stem', ...parts].flatMap((name) => [`${name}.kernel`, `${name}.bias`]);
}
