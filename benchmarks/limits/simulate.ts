import type { Calibration, GoodScore } from '#shared/domain/limits.ts';
import { learnLimits, shareAboveRank } from '#shared/vision/limits.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import {
  type Coverage,
  type Tally,
  type Truth,
  count,
  countRound,
  deviationsAt,
  noCoverage,
  scoreAt,
} from './coverage.ts';

/** A world from which good parts are drawn; scores have variance 1 in all, before squashing. */
export interface World {
  /** Sessions that calibration sees. */
  sessions: number;
  /** Share of the variance that lies between sessions. */
  between: number;
  /** Parts that calibration sees. */
  parts: number;
  /** Pictures of each part, and what they have in common: share of the variance inside a session. */
  pictures: number;
  alike: number;
  /** Share of each seen session's shift that training has learned away; a new session keeps all of its own. */
  learned: number;
  /** True where calibration and training share sessions (the split by part). */
  isShared: boolean;
}

const plain: World = {
  sessions: 1,
  between: 0,
  parts: 40,
  pictures: 1,
  alike: 0,
  learned: 0,
  isShared: false,
};

export interface Simulated {
  world: World;
  coverage: Coverage;
  /** The range as it was stated before: every picture a part, whatever session; against the next session. */
  before: Tally;
  /** The same against the sessions seen. */
  beforeSame: Tally;
  /** Mean ends of the stated ranges at the accept limit. */
  meanAccept: { low: number; high: number };
  meanNewDay: { low: number; high: number } | null;
}

/** Upper tail of the normal distribution, within 1e-7 (Abramowitz and Stegun 26.2.17). */
export function normalTail(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp((-x * x) / 2) * series;
  return x >= 0 ? tail : 1 - tail;
}

interface Drawn {
  good: GoodScore[];
  truth: Truth;
}

/** One calibration, and the truth about further parts of its sessions and of a new one. */
function draw(world: World, random: Random): Drawn {
  const { sessions, between, parts, pictures, alike, learned } = world;
  const inside = 1 - between;
  const kept = 1 - learned;
  const shifts = Array.from({ length: sessions }, () => kept * random.normal(0, Math.sqrt(between)));
  const next = random.normal(0, Math.sqrt(between));
  const good: GoodScore[] = [];
  for (let part = 0; part < parts; part++) {
    const session = part % sessions;
    const own = random.normal(0, Math.sqrt(inside * alike));
    for (let picture = 0; picture < pictures; picture++) {
      const value = shifts[session]! + own + random.normal(0, Math.sqrt(inside * (1 - alike)));
      const score = scoreAt(value);
      good.push({ hash: '', part: String(part), session: String(session), score, pixelMaximum: score });
    }
  }
  const shareIn = (shift: number, limit: number): number =>
    normalTail((deviationsAt(limit) - shift) / Math.sqrt(inside));
  const same = (limit: number): number => {
    let sum = 0;
    for (let part = 0; part < parts; part++) sum += shareIn(shifts[part % sessions]!, limit);
    return sum / parts;
  };
  return { good, truth: { same, next: (limit) => shareIn(next, limit) } };
}

/** Rounds of one world. The draws depend on seed and world alone. */
export function simulate(world: World, rounds: number, seed: number): Simulated {
  const keys = [
    world.sessions,
    100 * world.between,
    world.parts,
    world.pictures,
    100 * world.alike,
    100 * world.learned,
  ];
  const random = createRandom(seed, ...keys.map(Math.round));
  const coverage = noCoverage();
  const [before, beforeSame]: Tally[] = [noCoverage().accept, noCoverage().accept];
  const sums = { accept: { low: 0, high: 0 }, newDay: { low: 0, high: 0 } };
  for (let round = 0; round < rounds; round++) {
    const { good, truth } = draw(world, random);
    const sessions = world.isShared ? [...new Set(good.map(({ session }) => session))] : [];
    const calibration: Calibration = {
      goodParts: world.parts + 40,
      alsoTrained: { parts: [], sessions },
      good,
      forged: null,
    };
    const { overkillAtAccept, newDay } = countRound(coverage, calibration, truth, random);
    for (const end of ['low', 'high'] as const) {
      sums.accept[end] += overkillAtAccept![end] / rounds;
      sums.newDay[end] += (newDay?.[end] ?? 0) / rounds;
    }
    countBefore(good, truth, before!, beforeSame!);
  }
  const meanNewDay = coverage.newDay.stated > 0 ? sums.newDay : null;
  return { world, coverage, before: before!, beforeSame: beforeSame!, meanAccept: sums.accept, meanNewDay };
}

/** What was stated when every picture counted as a part of its own. */
function countBefore(good: readonly GoodScore[], truth: Truth, before: Tally, beforeSame: Tally): void {
  const single = good.map((row, i) => ({ ...row, part: String(i) }));
  const { acceptLimit } = learnLimits(single, { basis: 'calibration' });
  const from = single.filter(({ score }) => score >= acceptLimit).length;
  const share = shareAboveRank(from + 1, single.length);
  count(before, share, truth.next(acceptLimit));
  count(beforeSame, share, truth.same(acceptLimit));
}

/** All worlds of the table. */
export function worlds(): { exchangeable: World[]; sessions: World[]; pictures: World[]; splits: World[] } {
  const counts = [6, 10, 20, 40, 100, 200, 400];
  const sessions = [2, 5, 20].flatMap((seen) =>
    [0.1, 0.3, 0.5].flatMap((between) =>
      counts.filter((parts) => parts >= seen).map((parts) => ({ ...plain, sessions: seen, between, parts })),
    ),
  );
  const pictures = [6, 20, 50].flatMap((parts) =>
    [4, 10].flatMap((each) => [0, 0.5, 0.9].map((alike) => ({ ...plain, parts, pictures: each, alike }))),
  );
  const splits = [0.3, 0.5].flatMap((between) =>
    [true, false].map((isShared) => ({
      ...plain,
      between,
      parts: 80,
      sessions: isShared ? 25 : 5, // 25 sessions in all, a fifth of the parts held out: of all of them, or five whole ones
      learned: isShared ? 0.5 : 0,
      isShared,
    })),
  );
  return { exchangeable: counts.map((parts) => ({ ...plain, parts })), sessions, pictures, splits };
}
