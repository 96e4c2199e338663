import { none, table } from './markdown.ts';
import type { PeerCosts } from './peerRun.ts';
import type { InferenceTimes } from './timing.ts';

/** A peer's run, and our package timed right after it. */
export interface Turn {
  method: string;
  peer: PeerCosts;
  ours: InferenceTimes;
}

export interface PeersRun {
  data: string;
  rounds: number;
  /** Of training, in words. */
  budget: string;
  trainSeconds: number;
  peakRssMb: number;
  turns: readonly Turn[];
  commit: string | null;
  machine: string;
  date: string;
  load: readonly [number, number];
}

/** The middle value; the mean of the two in the middle where there is none. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Costs of each detector and of ours, and ours as a multiple; of several rounds the median. */
export function peersReport(run: PeersRun): string {
  const { turns } = run;
  if (turns.length === 0) return 'Not measured yet: `npm run bench:peers -- --venv PATH`.';
  const caption = [
    `${run.data}; turns of each: ${run.rounds}, the median is shown; 2 threads. ms / image: mean over the test pictures, one at a time, of`,
    'preprocessing and model, pictures decoded and at 256 × 256 already; our package is timed right after each peer, and',
    'ratios are ours ÷ the peer, below 1 where ours is quicker or smaller. Peak memory: the whole process of training and',
    `scoring, ours the larger of its two. Our training time is a setting (${run.budget}).`,
    `Commit ${run.commit ?? 'unknown'}; ${run.date.slice(0, 10)}; ${run.machine}; load average ${run.load[0]} before, ${run.load[1]} after.`,
  ].join(' ');
  const methods = [...new Set(turns.map(({ method }) => method))];
  const all = (pick: (turn: Turn) => number): number => median(turns.map(pick));
  const ours = ['Flawsmith', run.trainSeconds.toFixed(0), all((turn) => turn.ours.ms).toFixed(1), none];
  const head = ['detector', 'train s', 'ms / image', 'ratio', 'peak MiB', 'ratio of memory'];
  const fromFile = [
    `Ours from the picture's own size ${all((turn) => turn.ours.fullSizeMs).toFixed(1)} ms,`,
    `from the file, with decoding, ${all((turn) => turn.ours.fileMs).toFixed(1)} ms.`,
  ].join(' ');
  const rows = methods.map((method) => peerRow(method, run));
  return [caption, table(head, [[...ours, run.peakRssMb.toFixed(0), none], ...rows]), fromFile].join('\n\n');
}

function peerRow(method: string, { turns, peakRssMb }: PeersRun): string[] {
  const own = turns.filter((turn) => turn.method === method);
  const middle = (pick: (turn: Turn) => number): number => median(own.map(pick));
  const memory = middle(({ peer }) => peer.peakRssMb);
  return [
    method,
    middle(({ peer }) => peer.trainSeconds).toFixed(0),
    middle(({ peer }) => peer.msPerImage).toFixed(1),
    middle(({ peer, ours }) => ours.ms / peer.msPerImage).toFixed(2),
    memory.toFixed(0),
    (peakRssMb / memory).toFixed(2),
  ];
}
