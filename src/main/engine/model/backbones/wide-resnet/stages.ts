import type { BackboneLevel } from '../architecture.ts';

/** One stage of bottleneck blocks; its output is a level. */
interface Stage {
  blocks: number;
  /** Of its first block. */
  stride: 1 | 2;
  /** Of its output. */
  channels: number;
  /** Channels of the network that are averaged into one of the level. */
  averaged: number;
}

/** Stages 1 to 3 of four. */
const stages: readonly Stage[] = [
  { blocks: 3, stride: 1, channels: 256, averaged: 4 },
  { blocks: 4, stride: 2, channels: 512, averaged: 4 },
  { blocks: 6, stride: 2, channels: 1024, averaged: 4 },
];

/** A bottleneck: 1 × 1, 3 × 3 with the stride, 1 × 1, and the input beside it, brought to its shape where it is another. */
export interface Block {
  /** Its parts are `reduce`, `spatial`, `expand` and, where it has one, `shortcut`. */
  name: string;
  stride: 1 | 2;
  hasShortcut: boolean;
  /** Set where its output is a level: so many neighbouring channels are averaged into one of it. */
  averaged: number | null;
}

/** In the order of computation. */
export const blocks: readonly Block[] = stages.flatMap(({ blocks: count, stride, averaged }, s) =>
  Array.from({ length: count }, (_, b) => ({
    name: `blocks.${s}.${b}`,
    stride: b === 0 ? stride : 1,
    hasShortcut: b === 0,
    averaged: b === count - 1 ? averaged : null,
  })),
);

/**
 * Finest first. Neighbouring channels are averaged, as PatchCore averages its patches’ channels (Roth et al. 2022): the 448 that are left are
 * about as many as EfficientNet-Lite2’s 400, and the features of a part take 2.4 MB at 384 px for 9.4.
 */
export const levels: readonly BackboneLevel[] = stages.map(({ channels, averaged }, s) => ({
  name: `s${4 << s}`,
  stride: 4 << s,
  channels: channels / averaged,
}));

/** Tensor names of the stem and the used stages, in the order of computation. */
export function usedTensors(): string[] {
  const parts = blocks.flatMap(({ name, hasShortcut }) =>
    ['reduce', 'spatial', 'expand', ...(hasShortcut ? ['shortcut'] : [])].map((part) => `${name}.${part}`),
  );
  return ['stem', ...parts].flatMap((name) => [`${name}.kernel`, `${name}.bias`]);
}
