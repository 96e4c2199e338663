import { type Look, descriptorDistance, descriptorGap, fingerprintDistance, lookOf } from './similarity.ts';

/** What tells near-copies: pictures of one part that hardly differ, such as the frames of a recording. */
export interface RecordingRow {
  id: number;
  /** Path; pictures of one folder are looked at in the order of their names. */
  file: string;
  /** Content hash. */
  hash: string;
  session: string;
  part: string;
  /** Difference hash of the picture, hex. */
  fingerprint: string;
  /** Frozen features in short, where an engine has computed them. */
  descriptor: Float32Array | null;
}

/** Name of the part of a picture for which nobody named one: the picture is a part of its own. */
export const ownPart = (hash: string): string => hash.slice(0, 16);

/** Near-copies are looked for where nobody said which part a picture shows: what a person named is not doubted. */
export const hasOpenPart = ({ part, hash }: Pick<RecordingRow, 'part' | 'hash'>): boolean => part === ownPart(hash);

type Twin = Pick<RecordingRow, 'session' | 'fingerprint' | 'part' | 'hash'>;
const twinKey = ({ session, fingerprint }: Twin): string => JSON.stringify([session, fingerprint]);

/** What a picture has in common with its near-copies; none where its part was named. */
export const recordingKeys = (row: Twin & { recording: string | null }): string[] =>
  hasOpenPart(row) ? [twinKey(row), ...(row.recording === null ? [] : [`recording ${row.recording}`])] : [];

/** Pictures are compared with so many before them by name: one blurred frame does not end a recording. */
const lags = [1, 2, 3] as const;
/** Fewer pictures of a session in one folder show no habit that a recording could stand out from. */
const fewestPictures = 12;
/** So many pictures in a row have to be alike at least, each like one of those before it. */
const fewestLinks = 4;
/** Chance that a session of parts in no order is taken to hold a recording. */
const falseAlarm = 0.01;

/**
 * Groups near-copies: pictures with equal fingerprints in a session, and recordings, that is pictures of one folder and session which in the order of
 * their names are far more alike than pictures far from each other are. Pictures whose part was named are left alone.
 * @returns by id the smallest content hash of its group, which names it; absent for a picture alone
 */
export function findRecordings(rows: readonly RecordingRow[]): Map<number, string> {
  const open = rows.filter(hasOpenPart);
  const groups = new Groups(open);
  for (const twins of Map.groupBy(open, twinKey).values()) {
    for (const twin of twins) groups.join(twin.id, twins[0]!.id);
  }
  for (const sequence of Map.groupBy(open, ({ file, session }) => JSON.stringify([session, folderOf(file)])).values()) {
    const ordered = sequence.sort((a, b) => byName(nameOf(a.file), nameOf(b.file)));
    for (const [one, other] of recordingLinks(ordered)) groups.join(ordered[one]!.id, ordered[other]!.id);
  }
  return groups.names();
}

const nameOf = (file: string): string => file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
const folderOf = (file: string): string => file.slice(0, file.length - nameOf(file).length);
/** frame-9 before frame-10. */
const collator = new Intl.Collator('en', { numeric: true });
const byName = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1);

type Pair = readonly [number, number];
type IsLike = (a: number, b: number) => boolean;

/**
 * Pairs of places in a sequence that belong to one recording. The chance p that a picture is like one of three far from it is
 * measured on the sequence itself; a run of links counts where p to its length, times the number of pictures, is under 1 %. A
 * still scene differs from itself by noise alone: that is told without comparing, so that one long recording is found too.
 */
function recordingLinks(sequence: readonly RecordingRow[]): Pair[] {
  const n = sequence.length;
  if (n < fewestPictures) return [];
  const looks = looksOf(sequence);
  const isLike = measureOf(looks, n);
  const needed = Math.ceil(Math.log(falseAlarm / n) / Math.log(chanceOf(isLike, n)));
  const isStill: IsLike = (a, b) => descriptorGap(looks[a]!, looks[b]!) <= stillGap;
  return [...runsOf(isLike, n, Math.max(fewestLinks, needed)), ...runsOf(isStill, n, fewestLinks)];
}

/** Links of all runs of at least so many pictures in a row, each like one of those before it. */
function runsOf(isLike: IsLike, n: number, needed: number): Pair[] {
  const found: Pair[] = [];
  let run: Pair[] = [];
  let begin = 0;
  for (let at = 1; at <= n; at++) {
    const like = at < n ? lags.filter((lag) => at - lag >= begin && isLike(at, at - lag)) : [];
    if (like.length > 0) run.push(...like.map((lag): Pair => [at, at - lag]));
    else {
      if (at - 1 - begin >= needed) found.push(...run);
      run = [];
      begin = at;
    }
  }
  return found;
}

/** Features count about what is common to all pictures of the sequence, so only how these differ is compared. */
function looksOf(sequence: readonly RecordingRow[]): Look[] {
  const isDescribed = sequence.every(({ descriptor }) => descriptor !== null);
  const length = isDescribed ? sequence[0]!.descriptor!.length : 0;
  const mean = new Float64Array(length);
  if (isDescribed) {
    for (const { descriptor } of sequence) descriptor!.forEach((value, i) => (mean[i]! += value / sequence.length));
  }
  return sequence.map(({ fingerprint, descriptor }) => lookOf(fingerprint, isDescribed ? descriptor : null, mean));
}

/**
 * Limits of likeness, shares of what is usual between pictures far from each other; chosen on six sets of well aligned parts and
 * on recordings made of them (docs/results.md). The fingerprint alone, which is all an import has, must be closer.
 */
const fingerprintShare = { alone: 0.5, withFeatures: 0.75 };
const featureDistance = 0.35;
/** Half the squared distance of the features of two frames of a still scene: noise. Of single parts the closest were at twice that. */
const stillGap = 0.004;

function measureOf(looks: readonly Look[], n: number): IsLike {
  const usual = usualDistance(looks, n);
  return (a, b) => {
    const [one, other] = [looks[a]!, looks[b]!];
    const bits = fingerprintDistance(one, other);
    if (!one.centred || !other.centred) return bits <= fingerprintShare.alone * usual;
    return (
      bits <= fingerprintShare.withFeatures * usual && descriptorDistance(one.centred, other.centred) <= featureDistance
    );
  };
}

/** Places far from `at`: no recording of half the sequence or less reaches from one to the other. */
const farFrom = (at: number, n: number): number[] =>
  lags.map((lag) => at + (n >> 1) + lag - 1).filter((far) => far < n);

/** Median distance of fingerprints far from each other, bits; at least one. */
function usualDistance(looks: readonly Look[], n: number): number {
  const distances = looks.flatMap((look, at) => farFrom(at, n).map((far) => fingerprintDistance(look, looks[far]!)));
  distances.sort((a, b) => a - b);
  return Math.max(1, distances[distances.length >> 1]!);
}

/** Chance that a picture is like one of three far from it; never 0, for the sequence is finite, nor 1. */
function chanceOf(isLike: IsLike, n: number): number {
  let like = 0;
  let tried = 0;
  for (let at = 0; at + (n >> 1) + lags.length <= n; at++) {
    tried++;
    if (farFrom(at, n).some((far) => isLike(at, far))) like++;
  }
  return Math.min((like + 1) / (tried + 1), 1 - 1e-9);
}

/** Sets that grow together. */
class Groups {
  private readonly hashes: ReadonlyMap<number, string>;
  private readonly parent = new Map<number, number>();

  constructor(rows: readonly { id: number; hash: string }[]) {
    this.hashes = new Map(rows.map(({ id, hash }) => [id, hash]));
  }

  join(a: number, b: number): void {
    const [one, other] = [this.root(a), this.root(b)];
    if (one !== other) this.parent.set(one, other);
  }

  private root(id: number): number {
    let top = id;
    for (let up = this.parent.get(top); up !== undefined; up = this.parent.get(top)) top = up;
    if (top !== id) this.parent.set(id, top);
    return top;
  }

  /** Of every member of a group of two or more, the smallest hash in it. */
  names(): Map<number, string> {
    const names = new Map<number, string>();
    for (const members of Map.groupBy(this.hashes.keys(), (id) => this.root(id)).values()) {
      if (members.length < 2) continue;
      const name = members.map((id) => this.hashes.get(id)!).reduce((a, b) => (a < b ? a : b));
      for (const id of members) names.set(id, name);
    }
    return names;
  }
}
