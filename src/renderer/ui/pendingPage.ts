import type { RouteLocation } from 'vue-router';
import { stageWords } from '#shared/contract/studio.ts';

/** What stands in a page's place until its program is there. */
export interface PendingPage {
  /** Key of its heading. */
  words: string;
  shape: 'tiles' | 'cards';
}

/** @returns null for a page that is no stage's and comes with the frame */
export function pendingPage({ name, meta }: RouteLocation): PendingPage | null {
  const stage = stageWords.find((word) => word === (meta['stage'] ?? name));
  if (!stage) return null;
  return { words: `frame.stages.${stage}`, shape: stage === 'dataset' ? 'tiles' : 'cards' };
}
