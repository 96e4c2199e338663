/** How far an exported model may differ from the trained one, and on another machine: scores, and any pixel of a map, 0–1. */
export const parityTolerances = { score: 2e-3, map: 5e-3 } as const;
