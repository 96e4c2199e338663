/** The five stages in their order; one word each in every layer. */
export const stageWords = ['dataset', 'synthesis', 'training', 'evaluation', 'export'] as const;
export type StageWord = (typeof stageWords)[number];
