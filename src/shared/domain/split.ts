import { z } from 'zod';
import { type Cluster, dealParts, dealSessions, enoughParts } from './dealing.ts';
import { type Label, type Split, splits } from './images.ts';

/** What keeps pictures together: whole capture sessions, physical parts, or the user's own folders decide. */
export const splitModes = ['session', 'part', 'folder'] as const;
export type SplitBy = (typeof splitModes)[number];
/** What a person may ask for; auto: sessions where they can be parted, else parts. */
export const askedModes = ['auto', 'session', 'part'] as const;
export type AskedSplit = (typeof askedModes)[number];

/** What is to be said of a split: a code with its numbers, see splitWords.ts for the words. */
export const splitNoteSchema = z.object({
  code: z.enum([
    'sessions',
    'oneSession',
    'twoSessions',
    'smallSessions',
    'unevenSessions',
    'folder',
    'askedSession',
    'askedPart',
    'few',
    'earlier',
    'damaged',
    'partsOnBoth',
    'sessionsOnBoth',
    'testSessions',
    'noCalibration',
    'noTraining',
    'askedNoLonger',
    'nearCopies',
    'copiesApart',
  ]),
  values: z.record(z.string(), z.number()),
});
export type SplitNote = z.infer<typeof splitNoteSchema>;
export type SplitNoteCode = SplitNote['code'];

/** How a product's pictures are divided, and why. Kept with the product and with every run. */
export const splitRecordSchema = z.object({
  by: z.enum(splitModes),
  why: splitNoteSchema,
  chosen: z.enum(['auto', 'asked']),
  /** Good pictures by session and side. */
  sessions: z.array(z.object({ session: z.string(), split: z.enum(splits), parts: z.number(), pictures: z.number() })),
  /** Good parts of each side; `both`: those that stand on both. */
  parts: z.object({ train: z.number(), calibration: z.number(), both: z.number() }),
  /** Groups of near-copies, each counted as one part. */
  groups: z.number(),
  images: z.array(z.object({ split: z.enum(splits), label: z.enum(['normal', 'anomalous']), count: z.number() })),
  notes: z.array(splitNoteSchema),
});
export type SplitRecord = z.infer<typeof splitRecordSchema>;

/** What a product keeps of its split: what was asked, and how it was decided. */
export const keptSplitSchema = z.object({
  asked: z.enum(askedModes),
  ...splitRecordSchema.pick({ by: true, why: true, chosen: true }).shape,
});
export type KeptSplit = z.infer<typeof keptSplitSchema>;

/** What decides on which side of the split a picture stands. */
export interface SplitRow {
  id: number;
  /** Content hash. */
  hash: string;
  label: Label;
  split: Split;
  session: string;
  /** Named by the user, or the picture itself. */
  part: string;
  /** Physical part that it counts as: parts named alike and near-copies are one. */
  unit: string;
  /** Near-copies share it; null where there are none. */
  recording: string | null;
  /** Side that the user's own folders gave it; null where they leave it open. */
  folderSplit: Split | null;
  /** A person chose its side: dividing anew leaves it there. */
  isPinned?: boolean;
}

export type SplitDecision = Pick<SplitRecord, 'by' | 'why' | 'chosen'> & {
  /** Of every good picture that is not a test picture. */
  splits: Map<number, Split>;
};

/** With fewer good pictures none is held back: the limits then rest on the training parts and say so. */
export const fewestNormals = 10;
/** So few sessions cannot be parted: one to learn from shows nothing of what differs between days. */
export const fewestSessions = 3;
/** So many sessions can be parted however small they are. */
const manySmallSessions = 10;

const note = (code: SplitNoteCode, values: Record<string, number> = {}): SplitNote => ({ code, values });

/** True for good pictures that no test folder and no person has put into the test. */
const isDealt = ({ label, split }: SplitRow): boolean =>
  label === 'normal' && (split === 'train' || split === 'calibration');

/**
 * Divides the good pictures into train and calibration. A validation folder of the user's own wins; else whole sessions
 * where at least three can be parted (three with three good parts or more each, or ten of any size), else whole parts.
 * The order is that of the content, so the same pictures are divided alike whatever their paths or order of import.
 * Pictures of the test stay where they are, and so do those whose side a person chose.
 */
export function decideSplit(rows: readonly SplitRow[], asked: AskedSplit = 'auto'): SplitDecision {
  const dealt = rows.filter((row) => isDealt(row) && !row.isPinned);
  const own = new Set(dealt.filter(({ folderSplit }) => folderSplit === 'calibration').map(({ id }) => id));
  if (own.size > 0) return decision('folder', note('folder', { n: own.size }), 'auto', dealt, own);
  if (dealt.length < fewestNormals) {
    return decision('part', note('few', { n: dealt.length, least: fewestNormals }), 'auto', dealt, new Set());
  }
  const parts = clustersOf(dealt, ({ unit }) => unit);
  const byPart = (why: SplitNote, chosen: 'auto' | 'asked'): SplitDecision =>
    decision('part', why, chosen, dealt, idsOf(dealParts(parts)));
  if (asked === 'part') return byPart(note('askedPart', { n: parts.length }), 'asked');
  const sessions = sessionClusters(dealt);
  if (asked === 'session') {
    const held = dealSessions(sessions, 1);
    if (held) return decision('session', note('askedSession', { n: sessions.length }), 'asked', dealt, idsOf(held));
  }
  const { reason, held } = partSessions(sessions);
  return held ? decision('session', reason, 'auto', dealt, idsOf(held)) : byPart(reason, 'auto');
}

function decision(
  by: SplitBy,
  why: SplitNote,
  chosen: 'auto' | 'asked',
  dealt: readonly SplitRow[],
  held: ReadonlySet<number>,
): SplitDecision {
  const sides = new Map<number, Split>(dealt.map(({ id }) => [id, held.has(id) ? 'calibration' : 'train']));
  return { by, why, chosen, splits: sides };
}

/** Whole sessions to hold back, or why there are none. */
function partSessions(sessions: readonly Cluster[]): { reason: SplitNote; held: Cluster[] | null } {
  const n = sessions.length;
  if (n === 1) return { reason: note('oneSession'), held: null };
  if (n < fewestSessions) return { reason: note('twoSessions', { n }), held: null };
  const enough = sessions.filter(({ size }) => size >= enoughParts).length;
  if (enough < fewestSessions && n < manySmallSessions) {
    return { reason: note('smallSessions', { n, enough, least: enoughParts }), held: null };
  }
  const held = dealSessions(sessions);
  return held ? { reason: note('sessions', { n }), held } : { reason: note('unevenSessions', { n }), held };
}

/** Sessions, each as large as it has parts. */
function sessionClusters(rows: readonly SplitRow[]): Cluster[] {
  const unitOf = new Map(rows.map(({ id, unit }) => [id, unit]));
  return clustersOf(rows, ({ session }) => session).map((cluster) => ({
    ...cluster,
    size: new Set(cluster.ids.map((id) => unitOf.get(id))).size,
  }));
}

function clustersOf(rows: readonly SplitRow[], keyOf: (row: SplitRow) => string): Cluster[] {
  const groups = Map.groupBy(rows, keyOf);
  return [...groups.values()].map((group) => ({
    key: group.reduce((least, { hash }) => (hash < least ? hash : least), group[0]!.hash),
    size: group.length,
    ids: group.map(({ id }) => id),
  }));
}

const idsOf = (clusters: readonly Cluster[]): Set<number> => new Set(clusters.flatMap(({ ids }) => ids));

/**
 * The side on which one good picture belongs among those that are divided already: that of its session or its part, where
 * the split keeps these together.
 * @returns null where nothing decides it
 */
export function sideAmong(row: SplitRow, rows: readonly SplitRow[], by: SplitBy): Split | null {
  const others = rows.filter((other) => other.id !== row.id && isDealt(other));
  const isSister = (other: SplitRow): boolean =>
    by === 'session' ? other.session === row.session : other.unit === row.unit;
  return others.find(isSister)?.split ?? null;
}

/** What each side holds now, and what is to be said of it. */
export function describeSplit(
  rows: readonly SplitRow[],
  { by, why, chosen }: Pick<SplitRecord, 'by' | 'why' | 'chosen'>,
  asked: AskedSplit = 'auto',
): SplitRecord {
  const normals = rows.filter(({ label }) => label === 'normal');
  const unitsOf = (split: Split): Set<string> => new Set(normals.filter((row) => row.split === split).map(unitOf));
  const [train, calibration] = [unitsOf('train'), unitsOf('calibration')];
  const both = [...train].filter((unit) => calibration.has(unit)).length;
  const parts = { train: train.size, calibration: calibration.size, both };
  const groups = new Set(normals.map(({ recording }) => recording).filter((name) => name !== null)).size;
  const sides = { by, why, chosen, sessions: sessionTable(normals), parts, groups, images: imageTable(rows) };
  const isUnmet = asked !== 'auto' && chosen === 'auto';
  return { ...sides, notes: [...(isUnmet ? [note('askedNoLonger')] : []), ...notesOf(normals, sides)] };
}

const unitOf = ({ unit }: SplitRow): string => unit;

function sessionTable(normals: readonly SplitRow[]): SplitRecord['sessions'] {
  const groups = Map.groupBy(normals, ({ session, split }) => JSON.stringify([session, split]));
  return [...groups.values()]
    .map((group) => ({
      session: group[0]!.session,
      split: group[0]!.split,
      parts: new Set(group.map(unitOf)).size,
      pictures: group.length,
    }))
    .sort((a, b) => (a.session < b.session ? -1 : a.session > b.session ? 1 : rank(a.split) - rank(b.split)));
}

function imageTable(rows: readonly SplitRow[]): SplitRecord['images'] {
  const groups = Map.groupBy(rows, ({ split, label }) => `${rank(split)} ${label === 'normal' ? 0 : 1}`);
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => ({ split: group[0]!.split, label: group[0]!.label, count: group.length }));
}

const rank = (split: Split): number => splits.indexOf(split);

/** Everything that makes the two sides, or the test, less apart than one would think. */
function notesOf(normals: readonly SplitRow[], { by, sessions, parts }: Omit<SplitRecord, 'notes'>): SplitNote[] {
  const notes: SplitNote[] = [];
  const isOn = (split: Split): Set<string> =>
    new Set(sessions.filter((row) => row.split === split).map(({ session }) => session));
  const [train, calibration, test] = [isOn('train'), isOn('calibration'), isOn('test')];
  const shared = [...train].filter((session) => calibration.has(session)).length;
  const learned = new Set([...train, ...calibration]);
  const tested = [...test].filter((session) => learned.has(session)).length;
  if (parts.train > 0 && parts.calibration === 0) notes.push(note('noCalibration'));
  if (parts.train === 0 && parts.calibration > 0) notes.push(note('noTraining'));
  if (parts.both > 0) notes.push(note('partsOnBoth', { n: parts.both, of: unionSize(parts) }));
  if (shared > 0) notes.push(note('sessionsOnBoth', { n: shared, of: learned.size }));
  // With one session everywhere the reason for the split says it already.
  if (tested > 0 && learned.size > 1) notes.push(note('testSessions', { n: tested, of: test.size }));
  const copies = normals.filter(({ recording }) => recording !== null);
  const recordings = Map.groupBy(copies, ({ recording }) => recording);
  if (recordings.size > 0) notes.push(note('nearCopies', { pictures: copies.length, n: recordings.size }));
  const apart = [...recordings.values()].filter((group) => new Set(group.map(({ split }) => split)).size > 1).length;
  if (apart > 0 && by !== 'part') notes.push(note('copiesApart', { n: apart }));
  return notes;
}

const unionSize = ({ train, calibration, both }: SplitRecord['parts']): number => train + calibration - both;
