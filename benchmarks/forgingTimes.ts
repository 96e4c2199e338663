/** How long forging takes, by kind, by thread, and what the slowest draws have in common. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { squareOf } from '#shared/domain/pictures.ts';
import { type DefectKind, type PriorSet, defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { renderSamplePart } from '#shared/vision/sample/index.ts';
import { type SynthesisResult, synthesize } from '#shared/vision/synthesis/index.ts';
import { Forger } from '#forging/forger.ts';
import { labelledPart } from '../tests/fixtures/parts.ts';

const small = 256;
/** Side of the sample product's photographs, px. */
export const ownSide = 512;

export const shareOf = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(Math.floor(values.length * share), values.length - 1)]!;
export const rounded = (value: number): number => Number(value.toPrecision(3));

const partsOf = (size: number): Raster[] =>
  [0, 1, 2, 3].map((seed) => renderSamplePart(seed, { session: 0, size }).image);
const stampsOf = (size: number) => [0, 1].map((seed) => labelledPart(size, seed));
const reference = { parts: partsOf(small), stamps: stampsOf(small) };
const own = { parts: partsOf(ownSide), stamps: stampsOf(ownSide) };
const foregrounds = reference.parts.map((part) => findForeground(part));

/** One draw, and what of it may take long. */
interface Draw {
  /** Milliseconds at 256 px, and at the photographs' own size, where the plan is decided at 256 px first. */
  small: number;
  own: number;
  kinds: DefectKind[];
  /** Plans drawn until one showed something. */
  plans: number;
  hasNoise: boolean;
  /** Share of the picture that changed. */
  area: number;
}

/** A stream that tells what was asked of it. */
function watched(random: Random): { random: Random; seen: { plans: number; hasNoise: boolean } } {
  const seen = { plans: 1, hasNoise: false };
  const derive = (...keys: number[]): Random => {
    const derived = random.derive(...keys);
    const [purpose, attempt = 0] = keys;
    if (purpose === 2) seen.plans = Math.max(seen.plans, attempt + 1);
    if (purpose !== 1) return derived;
    return { ...derived, normal: (...values) => ((seen.hasNoise = true), derived.normal(...values)) };
  };
  return { random: { ...random, derive }, seen };
}

function forge(size: typeof small | typeof ownSide, number: number, priorSet: PriorSet) {
  const { parts, stamps } = size === small ? reference : own;
  const base = number % parts.length;
  const lend = (all: readonly Raster[]): Raster[] => [all[(base + 1) % 4]!, all[(base + 3) % 4]!];
  const { random, seen } = watched(createRandom(0, number));
  const began = performance.now();
  const result: SynthesisResult = synthesize(parts[base]!, priorSet, random, {
    donors: lend(parts),
    stamps,
    foreground: foregrounds[base]!,
    reference: { image: reference.parts[base]!, donors: lend(reference.parts), stamps: reference.stamps },
  });
  return { milliseconds: performance.now() - began, result, seen };
}

function draw(number: number, priorSet: PriorSet): Draw {
  const { milliseconds } = forge(small, number, priorSet);
  const { milliseconds: ownMs, result, seen } = forge(ownSide, number, priorSet);
  const kinds = [...new Set(result.drawn.map(({ kind }) => kind))];
  const { data } = result.mask;
  const area = data.reduce((sum, value) => sum + (value ? 1 : 0), 0) / data.length;
  return { small: milliseconds, own: ownMs, kinds, area, ...seen };
}

/** Draws of a recipe, after a tenth as many to warm up. */
export function drawMany(count: number, priorSet: PriorSet = defaultPriorSet): Draw[] {
  const warm = Math.ceil(count / 10);
  return Array.from({ length: count + warm }, (_, number) => draw(number, priorSet)).slice(warm);
}

/** Median and 95th hundredth, ms, of each kind alone at 256 px and at the photographs' own size. */
export const timeKinds = (count: number) =>
  Object.fromEntries(
    defectKinds.map((kind) => {
      const priors = structuredClone(defaultPriorSet);
      for (const other of defectKinds) priors.kinds[other].enabled = other === kind;
      // the stamp draws nothing without another kind beside it, which is drawn next to never
      if (kind === 'stamp') Object.assign(priors.kinds.scratch, { enabled: true, share: 1e-6 });
      const draws = drawMany(count, priors);
      const ofSize = (size: 'small' | 'own') => {
        const times = draws.map((one) => one[size]);
        return [rounded(shareOf(times, 0.5)), rounded(shareOf(times, 0.95))];
      };
      return [kind, { 256: ofSize('small'), [ownSide]: ofSize('own') }];
    }),
  );

type Reason = [name: string, applies: (draw: Draw) => boolean];
const reasons: Reason[] = [
  ...defectKinds.map((kind): Reason => [kind, ({ kinds }) => kinds.includes(kind)]),
  ['two kinds', ({ kinds }) => kinds.length > 1],
  ['planned again', ({ plans }) => plans > 1],
  ['noise on the whole picture', ({ hasNoise }) => hasNoise],
  ['changes more than a twentieth', ({ area }) => area > 0.05],
];

/** What the slowest fifth of draws have more often than the others: shares in %, of what is at least twice as frequent there. */
export function explainSlow(draws: readonly Draw[], size: 'small' | 'own') {
  const limit = shareOf(
    draws.map((one) => one[size]),
    0.8,
  );
  const [slow, rest] = [draws.filter((one) => one[size] >= limit), draws.filter((one) => one[size] < limit)];
  const sumOf = (some: readonly Draw[]): number => some.reduce((sum, one) => sum + one[size], 0);
  const percent = (some: readonly Draw[], applies: Reason[1]): number =>
    Math.round((100 * some.filter(applies).length) / some.length);
  const found = reasons
    .map(([name, applies]) => ({ name, slow: percent(slow, applies), rest: percent(rest, applies), applies }))
    .filter(({ slow: often, rest: seldom }) => often >= 5 && often >= 2 * seldom)
    .sort((a, b) => b.slow - a.slow);
  return {
    fromMs: rounded(limit),
    medianMs: rounded(
      shareOf(
        slow.map((one) => one[size]),
        0.5,
      ),
    ),
    ofAllTime: Math.round((100 * sumOf(slow)) / sumOf(draws)),
    reasons: found.map(({ name, slow: often, rest: seldom }) => ({ name, slow: often, rest: seldom })),
    explained: percent(slow, (one) => found.some(({ applies }) => applies(one))),
  };
}

/** Milliseconds a picture of 256 px, thirteen at a time as the bench asks for them, by threads. */
export async function timeThreads(rounds: number): Promise<Record<number, number>> {
  const dir = await mkdtemp(join(tmpdir(), 'flawsmith-forging-'));
  try {
    const files = reference.parts.map((_, i) => join(dir, `${i}.rgb`));
    await Promise.all(files.map((file, i) => writeFile(file, reference.parts[i]!.data)));
    const source = { parts: files.map((pixels) => ({ pixels })), picture: squareOf(small) };
    const times: Record<number, number> = {};
    for (const count of [1, 2, 4]) {
      const forger = new Forger({ count });
      const round = (first: number): Promise<unknown> =>
        Promise.all(
          Array.from({ length: 13 }, (_, i) => {
            const keys = { purpose: 'train', seed: 0, number: first + i } as const;
            return forger.forge(source, { kind: 'defect', keys, priorSet: defaultPriorSet }, { changed: true });
          }),
        );
      for (let i = 0; i < 3; i++) await round(13 * i);
      const began = performance.now();
      for (let i = 0; i < rounds; i++) await round(13 * i);
      times[count] = rounded((performance.now() - began) / (13 * rounds));
      await forger.close();
    }
    return times;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
