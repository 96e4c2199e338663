import { isDefect } from '#shared/domain/forgedMarks.ts';
import { type DefectLook, type Likeness, likenessOf } from '#shared/domain/likeness.ts';
import {
  type FoundPriors,
  type KindShares,
  type SearchRound,
  farness,
  fewestSearched,
  onlyKinds,
  withFound,
} from '#shared/domain/priorSearch.ts';
import { type DefectKind, type Prior, type PriorSet, defectKinds } from '#shared/domain/priors.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { DefectMeasure } from '#shared/vision/defectMeasures.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import { Forger } from '#forging/forger.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';
import type { PixelOptions } from '../dataset/pixels.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { type ForgedMeasures, measureForged } from './forgedMeasures.ts';
import { forgingSourceOf, goodParts } from './forgingSource.ts';
import { besideReal, lookOf } from './judgeForged.ts';
import { givenOf, measurePictures, referenceSide, resembledBy } from './matchKind.ts';
import { correctable, correctedPrior, movedPrior, priorLike } from './priorMoves.ts';

export interface SearchOrder {
  /** Of the labelled defects. */
  kind: string;
  /** The forged kind to tune; where absent, whichever of those that are on come closest, and how often each. */
  as?: DefectKind | undefined;
  /** What is to be made better. */
  priorSet: PriorSet;
  rounds: number;
  /** Pictures by which one prior is told from another; the verdict is from three times as many. */
  count: number;
  seed: number;
}

export interface SearchOptions extends PixelOptions {
  /** Pictures forged so far of all that the search takes, and the rounds that are done. */
  onPicture?: ((done: number, total: number) => void) | undefined;
  onRound?: ((round: SearchRound) => void) | undefined;
}

/** Pictures of the verdict, for each by which one prior is told from another. */
const judgedTimes = 3;
/** Priors beside the best one in a round. */
const perRound = 6;
/** Deviation of the first moves, as a share of what a range may be, and what becomes of it from round to round. */
const [firstStep, narrowing] = [0.15, 0.85];
/** Kinds that may stand in beside the tuned one. */
const mostBeside = 2;
/** A mix has to be so much closer than one kind alone. */
const mixGain = 0.95;
/** Pictures of the search, and others for its verdict. */
const [searchSeed, verdictSeed] = [0x5ea2c4, 0x7e5d1c];

/** One kind as it might be, and what it looked like when it was forged. */
interface Tried {
  kind: DefectKind;
  prior: Prior;
  looks: DefectLook[];
  likeness: Likeness;
}

/**
 * Looks for the ranges with which forged defects of a product are told from its labelled ones worst. What it sees are labelled defects
 * and good parts on the side of training; both ends are then judged by other pictures, on good parts that training does not see where
 * there are any. It changes nothing.
 * @throws FlawsmithError `not-found` where fewer than three defects of the kind stand in training, `too-few-images` where there is no good part; CancelledError
 */
export async function searchPriors(
  product: Product,
  order: SearchOrder,
  options: SearchOptions = {},
): Promise<FoundPriors> {
  if (order.as === 'stamp')
    throw new FlawsmithError('usage', 'Stamps are the labelled defects themselves: there is nothing to search.');
  const real = await realOf(product, order.kind, options);
  const heldOut = listImages(product.db, { split: 'calibration', label: 'normal' });
  const good = goodParts(product);
  const source = await forgingSourceOf(product, good, referenceSide, options);
  const judgedOn = heldOut.length > 0 ? await forgingSourceOf(product, good, referenceSide, options, heldOut) : source;
  const search = new Search(order, real, source, options);
  try {
    const screened = await search.screen();
    const { tuned, rounds } = await search.tune(screened.best);
    const asAfter = order.as ? { [order.as]: 1 } : mixOf(real, tuned, screened.tried);
    const found = withFound(order.priorSet, priorsOf(asAfter, [tuned, ...screened.tried]), asAfter);
    const asBefore: KindShares = { [screened.before]: 1 };
    const before = await search.judge(judgedOn, order.priorSet, asBefore);
    const after = await search.judge(judgedOn, found, asAfter);
    return {
      ...{ kind: order.kind, asked: order.priorSet, found, asBefore, asAfter, before, after, rounds },
      ...{ isBetter: farness(after) < farness(before), heldOut: heldOut.length },
    };
  } finally {
    await search.close();
  }
}

async function realOf(product: Product, kind: string, options: PixelOptions): Promise<DefectMeasure[]> {
  const given = givenOf(product, kind);
  const real = (await measurePictures(product, given, options)).flat().filter(isDefect);
  if (real.length >= fewestSearched) return real;
  const what = `${real.length} labelled defects of the kind ${kind} stand on the side of training`;
  throw new FlawsmithError('not-found', `${what}; a search needs ${fewestSearched}.`, {
    file: product.dir,
    hint: 'Give labelled defects to training on the label page or with sort --split train: test pictures are never searched by.',
  });
}

class Search {
  private readonly forger = new Forger();
  private readonly order: SearchOrder;
  private readonly real: readonly DefectMeasure[];
  private readonly source: ForgingSource;
  private readonly options: SearchOptions;
  private readonly total: number;
  private done = 0;

  constructor(order: SearchOrder, real: readonly DefectMeasure[], source: ForgingSource, options: SearchOptions) {
    [this.order, this.real, this.source, this.options] = [order, real, source, options];
    const tried = this.firstPriors().length + order.rounds * perRound;
    this.total = (tried + 2 * judgedTimes) * order.count;
  }

  /** Each kind that is on, and the one that the labelled ones resemble: as the set has it where it is on, and as they suggest. */
  private firstPriors(): { kind: DefectKind; prior: Prior; isAsked: boolean }[] {
    const { as, priorSet } = this.order;
    const alike = resembledBy(this.real);
    return defectKinds
      .filter((kind) => (as ? kind === as : kind !== 'stamp' && (priorSet.kinds[kind].enabled || kind === alike)))
      .flatMap((kind) => {
        const prior = priorSet.kinds[kind];
        const like = { kind, prior: priorLike(kind, prior, this.real), isAsked: false };
        return prior.enabled || as ? [{ kind, prior, isAsked: true }, like] : [like];
      });
  }

  /** Tries the first priors; `before` is the kind of the set as it is that comes closest. */
  async screen(): Promise<{ best: Tried; before: DefectKind; tried: Tried[] }> {
    const tried: (Tried & { isAsked: boolean })[] = [];
    for (const { kind, prior, isAsked } of this.firstPriors())
      tried.push({ ...(await this.attempt(kind, prior)), isAsked });
    const asked = tried.filter(({ isAsked }) => isAsked);
    const before = asked.length > 0 ? closestOf(asked).kind : resembledBy(this.real);
    return { best: closestOf(tried), before, tried };
  }

  /** Round by round tries others beside the best prior, all on the same pictures: what differs is the priors' doing. */
  async tune(first: Tried): Promise<{ tuned: Tried; rounds: SearchRound[] }> {
    const rounds: SearchRound[] = [];
    let best = first;
    for (let round = 1; round <= this.order.rounds; round++) {
      const step = firstStep * narrowing ** (round - 1);
      const random = createRandom(this.order.seed, searchSeed, round);
      const tried = [best];
      for (const prior of this.besides(best, step, random)) tried.push(await this.attempt(best.kind, prior));
      best = closestOf(tried);
      const { apart, told } = best.likeness;
      rounds.push({ round, farness: farness(best.likeness), apart, told });
      this.options.onRound?.(rounds.at(-1)!);
    }
    return { tuned: best, rounds };
  }

  /** Priors to try beside one: corrected by what it missed, all ranges at a time and one of them, and moved at random. */
  private besides({ kind, prior, looks }: Tried, step: number, random: Random): Prior[] {
    const names = correctable(kind);
    const corrections = looks.length > 0 && names.length > 0 ? [names, [random.pick(names)]] : [];
    const missed = { real: this.real.map(lookOf), forged: looks };
    const corrected = corrections.map((which) => correctedPrior(kind, prior, which, missed));
    const moved = Array.from({ length: perRound - corrected.length }, () => movedPrior(kind, prior, step, random));
    return [...corrected, ...moved];
  }

  async judge(source: ForgingSource, priorSet: PriorSet, as: KindShares): Promise<FoundPriors['before']> {
    const plan = { priorSet: onlyKinds(priorSet, as), seed: (verdictSeed ^ this.order.seed) >>> 0, from: 0 };
    const measured = await this.forge(source, { ...plan, count: judgedTimes * this.order.count });
    const main = defectKinds.reduce((one, other) => ((as[other] ?? 0) > (as[one] ?? 0) ? other : one));
    return { kind: this.order.kind, as: main, isTest: false, ...besideReal(this.real, measured, this.order.seed) };
  }

  close(): Promise<void> {
    return this.forger.close();
  }

  private async attempt(kind: DefectKind, prior: Prior): Promise<Tried> {
    const { priorSet, seed, count } = this.order;
    const kinds = { ...priorSet.kinds, [kind]: prior };
    const alone = onlyKinds({ ...priorSet, kinds }, { [kind]: 1 });
    const plan = { priorSet: alone, seed: (searchSeed ^ seed) >>> 0, from: 0, count };
    const { forged } = await this.forge(this.source, plan);
    const looks = forged.map(lookOf);
    return { kind, prior, looks, likeness: likenessTo(this.real, looks) };
  }

  private forge(source: ForgingSource, plan: Parameters<typeof measureForged>[2]): Promise<ForgedMeasures> {
    const onPicture = (): void => this.options.onPicture?.(++this.done, this.total);
    return measureForged(this.forger, source, plan, { signal: this.options.signal, onPicture });
  }
}

/** What shows nothing is as far from real ones as can be. */
const nothing: Likeness = { apart: Infinity, ownApart: null, told: 1, measures: [] };
const likenessTo = (real: readonly DefectMeasure[], looks: readonly DefectLook[]): Likeness =>
  looks.length === 0 ? nothing : likenessOf(real.map(lookOf), looks, []);

const closestOf = <T extends Tried>(tried: readonly T[]): T =>
  tried.reduce((best, one) => (farness(one.likeness) < farness(best.likeness) ? one : best));

/** Shares of the tuned kind and of others beside it, in quarters, with which all of them together come closest. */
function mixOf(real: readonly DefectMeasure[], tuned: Tried, tried: readonly Tried[]): KindShares {
  const beside = bestByKind(tried).filter(({ kind }) => kind !== tuned.kind);
  const [one, other] = beside.slice(0, mostBeside);
  let best: { shares: KindShares; far: number } = {
    shares: { [tuned.kind]: 1 },
    far: mixGain * farness(likenessTo(real, tuned.looks)),
  };
  for (const [a, b] of [
    [1, 0],
    [2, 0],
    [0, 1],
    [0, 2],
    [1, 1],
  ] as const) {
    if (!one || (b > 0 && !other)) continue;
    const parts = [
      [tuned, 4 - a - b],
      [one, a],
      [other ?? one, b],
    ] as const;
    const used = parts.filter(([, quarters]) => quarters > 0);
    const far = farness(likenessTo(real, pooled(used)));
    const shares = Object.fromEntries(used.map(([{ kind }, quarters]) => [kind, quarters / 4])) as KindShares;
    if (far < best.far) best = { shares, far };
  }
  return best.shares;
}

/** Looks of several, as many of each as its quarters say. */
function pooled(parts: readonly (readonly [Tried, number])[]): DefectLook[] {
  const perQuarter = Math.min(...parts.map(([{ looks }, quarters]) => looks.length / quarters));
  return parts.flatMap(([{ looks }, quarters]) => looks.slice(0, Math.round(perQuarter * quarters)));
}

/** The closest of each kind, closest first. */
function bestByKind(tried: readonly Tried[]): Tried[] {
  const kinds = [...new Set(tried.map(({ kind }) => kind))];
  return kinds
    .map((kind) => closestOf(tried.filter((one) => one.kind === kind)))
    .sort((one, other) => farness(one.likeness) - farness(other.likeness));
}

/** The prior of each kind that is used; of one that was tuned as it was tuned. */
function priorsOf(used: KindShares, tried: readonly Tried[]): Partial<Record<DefectKind, Prior>> {
  const [tuned, ...others] = tried;
  const found = [tuned!, ...bestByKind(others).filter(({ kind }) => kind !== tuned!.kind)];
  return Object.fromEntries(found.filter(({ kind }) => used[kind]).map(({ kind, prior }) => [kind, prior]));
}
