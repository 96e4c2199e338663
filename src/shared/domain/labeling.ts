import { z } from 'zod';

/** What a person did to a mask; the window has the words for it. */
export const strokeTools = [
  ...['brush', 'eraser', 'polygon', 'box', 'ellipse', 'wand', 'proposal'],
  ...['holes', 'grow', 'shrink', 'invert', 'clear'],
] as const satisfies readonly string[];

/** Strokes of a picture that can be taken back, and be done again once they were. */
export const mostStrokes = 100;

export const kindName = z.string().trim().min(1).max(200);

/** A {@link Patch} of `#shared/vision/labeling/patch.ts` with its runs as base64. */
const patchSchema = z.object({
  left: z.number().int().min(0),
  top: z.number().int().min(0),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  runs: z.base64(),
  added: z.number().int().min(0),
  removed: z.number().int().min(0),
});

export const strokeSchema = z.object({ kind: kindName, tool: z.enum(strokeTools), patch: patchSchema });
/** One change of one layer of a picture. */
export type LabelStroke = z.infer<typeof strokeSchema>;

export const strokeActionSchema = z.discriminatedUnion('do', [
  strokeSchema.extend({ do: z.literal('stroke') }),
  z.object({ do: z.literal('undo') }),
  z.object({ do: z.literal('redo') }),
]);
export type StrokeAction = z.infer<typeof strokeActionSchema>;

/** Orders of the queue. unsure: the nearest to the newest run's limits first; contrary: what the run says otherwise than a person, the gravest first; unseen: not looked at yet. */
export const queueOrders = ['arrival', 'unsure', 'contrary', 'unseen'] as const;
export type QueueOrder = (typeof queueOrders)[number];

/** How a kind of defect is told from others on a picture. */
export interface KindMark {
  kind: string;
  /** One capital letter or digit, no other kind's where there are not more than these. */
  letter: string;
  /** 1–6, of the colours for kinds. */
  colour: number;
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];

/** Colours for kinds that can be told apart on a photograph. */
export const kindColours = 6;

/**
 * Letters and colours of kinds, by their order: one that comes later changes none before it.
 * @param colours those that a person chose
 */
export function kindMarks(kinds: readonly string[], colours: Readonly<Record<string, number>> = {}): KindMark[] {
  const taken = new Set<string>();
  return kinds.map((kind, i) => {
    const own = [...kind.toUpperCase()].filter((letter) => letters.includes(letter));
    const letter = [...own, ...letters].find((one) => !taken.has(one)) ?? '?';
    taken.add(letter);
    return { kind, letter, colour: colours[kind] ?? (i % kindColours) + 1 };
  });
}
