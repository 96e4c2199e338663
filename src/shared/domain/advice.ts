import { z } from 'zod';
import type { Share } from './limits.ts';

/**
 * What is made of a run, gravest first: what keeps it from being released (what was seen to fail before what is not known), else
 * that it is ready, then what it finds. Codes and
 * figures; words are made of them in every language (adviceWords.ts, the window's locales).
 */
export const adviceVerdicts = [
  'out-of-date',
  'stopped-early',
  'overkill-too-high',
  'misses-real',
  'too-few-parts',
  'one-session',
  'misses-kind',
  'ready',
  'finds-from-size',
] as const;
export type AdviceVerdict = (typeof adviceVerdicts)[number];

/** Why, a sentence each: its code and the figures in it. Shares are per thousand, rounded; lengths px of the photograph. */
export const adviceReasons = [
  'dataChanged', // changes
  'judgedEarlier', // by a version that kept less
  'stepsDone', // step, planned
  'partsCarry', // parts, expected, low, high; needed: parts that would carry `most`
  'notHeldOut', // parts: of these nothing can be said of further ones
  'sessionsSeen', // sessions
  'goodStopped', // count, n, low, high, most: good parts of calibration sent to NG
  'testStopped', // count, n, low, high, most: good parts of the test sent to NG
  'realEscaped', // count, n, low, high: real defects passed as OK
  'realFound', // count, n, low, high: real defects stopped
  'noReal', // no real defect was judged
  'kindMissed', // kind, count (stopped), n, low, high
  'kindSmall', // kind, size (px of the working picture): the forged defects missed are too small for it
  'kindFound', // kind, size, count, n, low, high
  'kindFew', // kind, n: too few forged to tell a size
] as const;
export type AdviceReason = (typeof adviceReasons)[number];

/** The one thing to do next, and the stage where it is done. */
export const adviceSteps = {
  'evaluate-again': 'evaluation',
  'train-again': 'training',
  'train-longer': 'training',
  'train-larger': 'training',
  'add-parts': 'dataset',
  'add-session': 'dataset',
  'move-limits': 'evaluation',
  'look-at-missed': 'evaluation',
  'look-at-forged': 'evaluation',
  export: 'export',
} as const;
export type AdviceStep = keyof typeof adviceSteps;

/** See {@link adviceReasons}. */
export const reasonSchema = z.object({
  code: z.enum(adviceReasons),
  values: z.record(z.string(), z.union([z.number(), z.string()])),
});
export type Reason = z.infer<typeof reasonSchema>;

export const adviceSchema = z.object({
  verdict: z.enum(adviceVerdicts),
  why: z.array(reasonSchema).min(1),
  next: z.object({
    code: z.enum(Object.keys(adviceSteps) as [AdviceStep, ...AdviceStep[]]),
    target: z.enum(['dataset', 'training', 'evaluation', 'export']),
  }),
});
export type Advice = z.infer<typeof adviceSchema>;

/** So many of n, with the 95 % range of their share. */
export interface Counted {
  count: number;
  n: number;
  share: Share;
}

/** How far one kind of forged defect is found. */
export interface KindStanding extends Counted {
  kind: string;
  /** From this extent on, px of the photograph, nine in ten are stopped; null where from none. */
  from: (Counted & { size: number }) | null;
  /** Median extent of those that pass as OK, px of the working picture; null where none does or extents are not known. */
  missedSize: number | null;
}

/** All that a verdict is made from, at the limits as they stand or are drawn. */
export interface Standing {
  /** Good parts of calibration; `ng`: sent to NG. Null where nothing can be said of further parts. */
  good: { parts: number; sessions: number; ng: Counted | null; needed: number | null };
  /** By kind; null where no defect was forged on parts held out. */
  forged: readonly KindStanding[] | null;
  /** Real parts: good ones sent to NG, defective ones passed as OK; null where there are none of them. */
  test: { ng: Counted | null; escaped: Counted | null };
  /** Null where the run did all that it was to do, or what it was asked for. */
  stoppedEarly: { step: number; planned: number } | null;
  /** Changes since the run was evaluated, and since it was trained. */
  changes: { evaluation: number; run: number };
  /** The evaluation was made by a version that did not keep its forged defects. */
  isOld: boolean;
}

/** Of good parts no more than this share may go to NG, at the upper end of its range, in what is called ready. */
export const mostNg = 0.05;
/** With fewer good parts held out, not even none stopped shows that it is under {@link mostNg} (exact, 95 %). */
export const fewestReadyParts = 72;
const fewestReadySessions = 2;
/** A kind, or real defects, are found where this share is stopped. */
export const foundShare = 0.9;
/** Fewer forged defects of a kind tell nothing of the size from which it is found. */
export const fewestOfKind = 5;
/** Smaller than this in the working picture, px, a defect is missed for its size. */
const smallInWork = 4;

const perThousand = (share: number): number => Math.round(share * 1000);
const rangeOf = ({ low, high }: Share): { low: number; high: number } => ({
  low: perThousand(low),
  high: perThousand(high),
});
const figuresOf = ({ count, n, share }: Counted): Reason['values'] => ({
  count: Number(count.toFixed(1)), // a part counts by the share of its pictures
  n,
  ...rangeOf(share),
});
const reason = (code: AdviceReason, values: Reason['values'] = {}): Reason => ({ code, values });
const say = (verdict: AdviceVerdict, next: AdviceStep, why: Reason[]): Advice => ({
  verdict,
  why,
  next: { code: next, target: adviceSteps[next] },
});

/**
 * What is to be made of a run and what to do next, gravest first; the first entry's next step is the one to take. `ready` only
 * where nothing keeps it from that: never of one session, of too few parts, or of an evaluation that is out of date.
 */
export function advise(standing: Standing): Advice[] {
  const against = [
    ...outOfDate(standing),
    ...stoppedEarly(standing),
    ...tooMuchOverkill(standing),
    ...missesReal(standing),
    ...tooFewParts(standing),
    ...oneSession(standing),
    ...missesKinds(standing),
  ];
  return [...against, ...(against.length === 0 ? [ready(standing)] : []), ...findsFromSize(standing)];
}

function outOfDate({ changes, isOld }: Standing): Advice[] {
  if (isOld) return [say('out-of-date', 'evaluate-again', [reason('judgedEarlier')])];
  const { evaluation, run } = changes;
  if (evaluation + run === 0) return [];
  return [
    say('out-of-date', run > 0 ? 'train-again' : 'evaluate-again', [
      reason('dataChanged', { changes: evaluation + run }),
    ]),
  ];
}

function stoppedEarly({ stoppedEarly: steps }: Standing): Advice[] {
  return steps ? [say('stopped-early', 'train-longer', [reason('stepsDone', { ...steps })])] : [];
}

type Good = Standing['good'];
/** Parts enough, and few enough of them in NG, to show that little is. */
const isCarried = ({ parts, ng }: Good): boolean => parts >= fewestReadyParts && ng !== null && ng.share.high <= mostNg;
/** It is known that too much is, or no number of parts that can be asked for would show that it is not. */
const isTooMuch = (good: Good): boolean =>
  good.ng !== null && (good.ng.share.low > mostNg || (good.needed === null && !isCarried(good)));

/** Too few to say that little is stopped; that too much is, is said by {@link tooMuchOverkill}. */
function tooFewParts({ good }: Standing): Advice[] {
  const { parts, ng, needed } = good;
  if (!ng) return [say('too-few-parts', 'add-parts', [reason('notHeldOut', { parts })])];
  if (isCarried(good) || isTooMuch(good)) return [];
  const values = { parts, expected: perThousand(ng.share.expected), ...rangeOf(ng.share) };
  const wanted = { needed: Math.max(needed ?? 0, fewestReadyParts), most: perThousand(mostNg) };
  return [say('too-few-parts', 'add-parts', [reason('partsCarry', { ...values, ...wanted })])];
}

function oneSession({ good: { sessions } }: Standing): Advice[] {
  return sessions < fewestReadySessions
    ? [say('one-session', 'add-session', [reason('sessionsSeen', { sessions })])]
    : [];
}

function tooMuchOverkill({ good, test }: Standing): Advice[] {
  const most = perThousand(mostNg);
  const why = [
    ...(test.ng && test.ng.share.low > mostNg ? [reason('testStopped', { ...figuresOf(test.ng), most })] : []),
    ...(good.ng && isTooMuch(good) ? [reason('goodStopped', { ...figuresOf(good.ng), most })] : []),
  ];
  return why.length > 0 ? [say('overkill-too-high', 'move-limits', why)] : [];
}

function missesReal({ test: { escaped } }: Standing): Advice[] {
  if (!escaped || escaped.count <= (1 - foundShare) * escaped.n + 1e-9) return [];
  return [say('misses-real', 'look-at-missed', [reason('realEscaped', figuresOf(escaped))])];
}

const isMissed = ({ n, from }: KindStanding): boolean => from === null && n >= fewestOfKind;

function missesKinds({ forged }: Standing): Advice[] {
  const missed = (forged ?? []).filter(isMissed).sort((a, b) => a.share.expected - b.share.expected);
  if (missed.length === 0) return [];
  const small = missed.filter(({ missedSize }) => missedSize !== null && missedSize < smallInWork);
  const why = missed.flatMap((kind) => [
    reason('kindMissed', { kind: kind.kind, ...figuresOf(kind) }),
    ...(small.includes(kind)
      ? [reason('kindSmall', { kind: kind.kind, size: Number(kind.missedSize!.toFixed(1)) })]
      : []),
  ]);
  return [say('misses-kind', small.length > 0 ? 'train-larger' : 'look-at-missed', why)];
}

function ready({ good, test, forged }: Standing): Advice {
  const { parts, sessions, ng } = good;
  const carried = { parts, expected: perThousand(ng!.share.expected), ...rangeOf(ng!.share) };
  const real = test.escaped ? found(test.escaped) : reason('noReal');
  const why = [reason('partsCarry', { ...carried, needed: parts, most: perThousand(mostNg) })];
  why.push(reason('sessionsSeen', { sessions }), real);
  for (const { kind, n, from } of forged ?? []) if (!from) why.push(reason('kindFew', { kind, n }));
  return say('ready', 'export', why);
}

/** Of the real defects that were judged, those that are stopped. */
function found({ count, n, share }: Counted): Reason {
  const stopped = { expected: 1 - share.expected, low: 1 - share.high, high: 1 - share.low };
  return reason('realFound', figuresOf({ count: n - count, n, share: stopped }));
}

function findsFromSize({ forged }: Standing): Advice[] {
  const why = (forged ?? []).flatMap(({ kind, from }) =>
    from
      ? [{ size: from.size, of: reason('kindFound', { kind, size: Math.ceil(from.size), ...figuresOf(from) }) }]
      : [],
  );
  if (why.length === 0) return [];
  const smallestFirst = why.sort((a, b) => a.size - b.size).map(({ of }) => of);
  return [say('finds-from-size', 'look-at-forged', smallestFirst)];
}
