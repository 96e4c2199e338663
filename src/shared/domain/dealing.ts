/** Pictures that stay together when they are dealt to the sides of a split: a session, or a physical part. */
export interface Cluster {
  /** Names it by content, so that the order of dealing depends on no path. */
  key: string;
  /** What it counts: the parts of a session, the pictures of a part. */
  size: number;
  ids: readonly number[];
}

/** How much is held back for calibration, in the unit of the clusters' sizes. */
export interface DealingGoal {
  /** Enough is held back from here on. */
  target: number;
  /** No more than this. */
  most: number;
  /** At least so many clusters, where `most` allows it. */
  clusters: number;
}

/**
 * Takes clusters in the order given until the goal is reached; one that would go beyond the most is passed over for a
 * smaller one. At least one cluster is left for training.
 * @returns the clusters held back, in order
 */
function dealClusters(clusters: readonly Cluster[], goal: DealingGoal): Cluster[] {
  const held: Cluster[] = [];
  let size = 0;
  for (const cluster of clusters) {
    if (size >= goal.target && held.length >= goal.clusters) break;
    if (size + cluster.size > goal.most || held.length + 1 >= clusters.length) continue;
    held.push(cluster);
    size += cluster.size;
  }
  return held;
}

/** Sum of the sizes. */
const sizeOf = (clusters: readonly Cluster[]): number => clusters.reduce((sum, { size }) => sum + size, 0);

/** Share that is held back where nothing speaks against it. */
const share = 0.2;
/** About a third: no more is held back, unless too little would be. */
const largestShare = 0.4;
/** With so many sessions or more, calibration gets {@link rangeSessions} of them: a range for a new day needs four. */
const manySessions = 8;
const rangeSessions = 4;
/** A session with fewer good parts says little of its day: it is held back only after the others. */
export const enoughParts = 3;

/**
 * Whole sessions for calibration. They must hold ten parts, or a fifth of all where there are fewer than fifty (never fewer
 * than three): a calibration of less says next to nothing.
 * @param sessions size is the number of good parts of each
 * @param leastWanted so many parts will do; null: as said above
 * @returns null where whole sessions hold too few, or only with more than half of all parts
 */
export function dealSessions(sessions: readonly Cluster[], leastWanted: number | null = null): Cluster[] | null {
  const total = sizeOf(sessions);
  const least = leastWanted ?? Math.min(Math.max(Math.ceil(total * share), enoughParts), 10);
  const byContent = inOrder(sessions);
  const ordered = [
    ...byContent.filter(({ size }) => size >= enoughParts),
    ...byContent.filter(({ size }) => size < enoughParts),
  ];
  const goal = { target: total * share, most: total * largestShare, clusters: 1 };
  const many = sessions.length >= manySessions ? dealMany(ordered, goal) : null;
  if (many) return many;
  for (const wanted of [goal, { target: least, most: total / 2, clusters: 1 }]) {
    // A small session taken first can bar all others; then the dealing begins one later.
    for (let begin = 0; begin < ordered.length; begin++) {
      const dealt = dealClusters([...ordered.slice(begin), ...ordered.slice(0, begin)], wanted);
      if (sizeOf(dealt) >= least && dealt.length > 0) return dealt;
    }
  }
  return null;
}

/** Four sessions or more within the largest share: the first that fit, else the smallest that have enough parts. */
function dealMany(ordered: readonly Cluster[], goal: DealingGoal): Cluster[] | null {
  const bySize = ordered.filter(({ size }) => size >= enoughParts).sort((a, b) => a.size - b.size);
  for (const candidates of [ordered, bySize]) {
    const dealt = dealClusters(candidates, { ...goal, clusters: rangeSessions });
    if (dealt.length >= rangeSessions && sizeOf(dealt) >= goal.target) return dealt;
  }
  return null;
}

/**
 * Parts for calibration: a fifth of the pictures, at least three pictures, of three parts where there are nine or more.
 * @param parts size is the number of pictures of each
 * @returns empty where no part can be held back without taking more than half of the pictures
 */
export function dealParts(parts: readonly Cluster[]): Cluster[] {
  const total = sizeOf(parts);
  const goal = { target: Math.max(3, Math.round(total * share)), clusters: Math.min(3, Math.floor(parts.length / 3)) };
  const ordered = inOrder(parts);
  const usual = dealClusters(ordered, { ...goal, most: Math.max(total * largestShare, 3) });
  return usual.length > 0 ? usual : dealClusters(ordered, { ...goal, clusters: 1, most: total / 2 });
}

/** By content, which is as good as random. */
const inOrder = (clusters: readonly Cluster[]): Cluster[] => [...clusters].sort((a, b) => (a.key < b.key ? -1 : 1));
