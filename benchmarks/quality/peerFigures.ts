import peers from './peers.json' with { type: 'json' };
import type { FigureName } from './aggregate.ts';

/** Another detector's figures on one data set: fractions, seconds, milliseconds, MiB. */
export interface PeerFigures extends Record<FigureName, number | null> {
  /** The name it is compared under. */
  peer: string;
  /** The variant that ran. */
  method: string;
  trainSeconds: number;
  msPerImage: number;
  peakRssMb: number;
  kinds: Record<string, number>;
}

/** How the peers were measured, in words. */
export const peerConditions = `${peers.measured}: ${peers.conditions}`;

const sets = peers.sets as unknown as Record<string, PeerFigures[]>;

/** The data sets whose mean is compared: those that peers were measured on. */
export const comparedSets: readonly string[] = Object.keys(sets);

/** The peers of a data set; none where nothing was measured. */
export const peersOf = (data: string): readonly PeerFigures[] => sets[data] ?? [];

/** The peer with the highest figure, the first of equals; null where none has it. */
export function bestPeer(data: string, figure: FigureName): { peer: string; value: number } | null {
  let best: { peer: string; value: number } | null = null;
  for (const { peer, [figure]: value } of peersOf(data)) {
    if (value !== null && (best === null || value > best.value)) best = { peer, value };
  }
  return best;
}

/** Names of the peers that were measured on every one of the sets. */
export function completePeers(names: readonly string[]): string[] {
  const all = [...new Set(names.flatMap((name) => peersOf(name).map(({ peer }) => peer)))];
  return all.filter((peer) => names.every((name) => peersOf(name).some((other) => other.peer === peer)));
}
