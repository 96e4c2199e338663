/**
 * How often the 95 % ranges of the metrics hold, by simulation. `npm run bench:ranges`: the tables in docs/results.md. Takes
 * minutes; seeds are fixed, so the same rounds give the same tables.
 */
import { join } from 'node:path';
import { Command } from 'commander';
import type { FigureName } from '#shared/domain/metrics.ts';
import { aurocRange, computeMetrics } from '#shared/vision/metrics/index.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import type { FloatMap, Mask } from '#shared/vision/raster.ts';
import { numberOption } from '../src/main/cli/command.ts';
import { givenPath } from './quality/options.ts';
import { table, writeBetween } from './quality/markdown.ts';

const sizes = [
  [2, 3],
  [5, 5],
  [10, 20],
  [20, 60],
  [100, 250],
] as const;
const aurocs = [0.7, 0.85, 0.95, 0.99, 0.999];

interface Draw {
  good(): number;
  bad(): number;
}

/** Scores whose true AUROC is known: two that fall off alike, one wide, and three of single odd parts. */
const shapes: Record<string, (auroc: number, random: Random) => Draw> = {
  'two normal distributions': (auroc, random) => {
    const apart = deviate(auroc) * Math.SQRT2;
    return { good: () => random.normal(), bad: () => random.normal(apart) };
  },
  'defects three times as wide': (auroc, random) => {
    const apart = deviate(auroc) * Math.sqrt(10);
    return { good: () => random.normal(), bad: () => random.normal(apart, 3) };
  },
  'odd good parts above all defects': (auroc, random) => ({
    good: () => (random.chance(1 - auroc) ? 20 : 0) + random.normal(),
    bad: () => 10 + random.normal(),
  }),
  'odd good parts among the defects': (auroc, random) => ({
    good: () => (random.chance(2 * (1 - auroc)) ? 10 : 0) + random.normal(),
    bad: () => 10 + random.normal(),
  }),
  'defects below all good parts': (auroc, random) => ({
    good: () => random.normal(),
    bad: () => (random.chance(1 - auroc) ? -20 : 10) + random.normal(),
  }),
};

/** The standard normal deviate below which so much lies: Newton's method on Zelen and Severo's distribution (7e-8). */
function deviate(probability: number): number {
  let z = 0;
  for (let i = 0; i < 50; i++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const step = (distribution(z) - probability) / density;
    z -= Math.max(-0.5, Math.min(0.5, step));
  }
  return z;
}

function distribution(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

/** So many of the rounds held, and how wide the range was on the mean. */
const cell = (held: number, rounds: number, width: number): string =>
  `${((100 * held) / rounds).toFixed(1)} (${(width / rounds).toFixed(2)})`;

function coverOfAuroc(rounds: number): { rows: string[][]; worst: number } {
  let worst = 1;
  const rows = Object.entries(shapes).flatMap(([shape, make], s) =>
    aurocs.map((auroc) => [
      shape,
      String(auroc),
      ...sizes.map(([good, bad], i) => {
        const draw = make(auroc, createRandom(s, i, Math.round(1000 * auroc)));
        const labels = Array.from({ length: good + bad }, (_, at) => at >= good);
        let [held, width] = [0, 0];
        for (let round = 0; round < rounds; round++) {
          const scores = labels.map((isAnomalous) => (isAnomalous ? draw.bad() : draw.good()));
          const [low, high] = aurocRange({ scores, labels })!;
          if (low <= auroc && auroc <= high) held++;
          width += high - low;
        }
        worst = Math.min(worst, held / rounds);
        return cell(held, rounds, width);
      }),
    ]),
  );
  return { rows, worst };
}

const side = 12;
const figures = ['imageAuroc', 'imageAp', 'imageF1Max', 'pixelAuroc', 'pixelAp', 'aupro30'] as const;

/** Detectors by how far defects stand out, how much parts differ and how much defects do, in deviations of a pixel. */
const detectors = {
  'weak, defects alike': { contrast: 3, parts: 0.3, defects: 1 },
  'weak, parts and defects differ': { contrast: 3, parts: 1, defects: 2 },
  'strong, defects differ much': { contrast: 8, parts: 1, defects: 4 },
};
type Detector = (typeof detectors)[keyof typeof detectors];

function picture(isAnomalous: boolean, { contrast, parts, defects }: Detector, random: Random) {
  const base = random.normal(0, parts);
  const defect = random.normal(contrast, defects);
  const data = new Float32Array(side * side);
  const mask: Mask = { width: side, height: side, data: new Uint8Array(side * side) };
  const extent = random.integer(2, 4);
  const [left, top] = [random.integer(0, side - extent), random.integer(0, side - extent)];
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    const isInside = isAnomalous && x >= left && x < left + extent && y >= top && y < top + extent;
    if (isInside) mask.data[i] = 255;
    const u = (base + random.normal() + (isInside ? defect : 0)) / 2 - 1;
    data[i] = 0.5 + (0.5 * u) / (1 + Math.abs(u)); // as the detector squashes
  }
  const map: FloatMap = { width: side, height: side, data };
  return { map, mask: isAnomalous ? mask : null, score: Math.max(...data) };
}

function evaluated(good: number, bad: number, detector: Detector, random: Random) {
  const pictures = Array.from({ length: good + bad }, (_, i) => picture(i >= good, detector, random));
  return computeMetrics({
    scores: pictures.map(({ score }) => score),
    labels: pictures.map((_, i) => i >= good),
    maps: pictures.map(({ map }) => map),
    masks: pictures.map(({ mask }) => mask),
  });
}

function coverOfAll(rounds: number): { rows: string[][]; worst: number } {
  let worst = 1;
  const rows = Object.entries(detectors).flatMap(([name, detector], d) =>
    sizes.slice(0, 4).map(([good, bad], i) => {
      const random = createRandom(d, i, 0xc0de);
      const many = Math.round(4000 / (good + bad));
      const truth = evaluated(many * good, many * bad, detector, random);
      const held = Object.fromEntries(figures.map((figure) => [figure, 0])) as Record<FigureName, number>;
      const width = { ...held };
      for (let round = 0; round < rounds; round++) {
        const { ranges } = evaluated(good, bad, detector, random);
        for (const figure of figures) {
          const [low, high] = ranges[figure]!;
          if (low <= truth[figure]! && truth[figure]! <= high) held[figure]++;
          width[figure] += high - low;
        }
      }
      for (const figure of figures) worst = Math.min(worst, held[figure] / rounds);
      const cells = figures.map(
        (figure) => `${truth[figure]!.toFixed(2)}: ${cell(held[figure], rounds, width[figure])}`,
      );
      return [name, `${good} + ${bad}`, ...cells];
    }),
  );
  return { rows, worst };
}

interface RangesOptions {
  rounds: number;
  pixelRounds: number;
  document: string;
}

async function measure({ rounds, pixelRounds, document }: RangesOptions): Promise<void> {
  const auroc = coverOfAuroc(rounds);
  const all = coverOfAll(pixelRounds);
  const percent = (share: number): string => (100 * share).toFixed(1);
  const text = [
    `Image AUROC, ${rounds} rounds a cell: per cent of the rounds in which the range held the true AUROC; in brackets its mean width. Lowest cell ${percent(auroc.worst)}.`,
    table(['scores', 'true AUROC', ...sizes.map(([good, bad]) => `${good} + ${bad}`)], auroc.rows),
    `All figures, ${pixelRounds} rounds a cell, maps of ${side} × ${side} with one defect each, every part with a level of its own: true value (of 4,000 parts), then the same. Lowest cell ${percent(all.worst)}.`,
    table(['detector', 'n', 'image AUROC', 'image AP', 'image F1', 'pixel AUROC', 'pixel AP', 'AUPRO'], all.rows),
  ].join('\n\n');
  await writeBetween(document, 'ranges', text);
}

const command = new Command('bench:ranges')
  .description('how often the 95 % ranges of the metrics hold, by simulation')
  .option('--rounds <n>', 'rounds a cell of the image AUROC', numberOption(1, 1e6), 2000)
  .option('--pixel-rounds <n>', 'rounds a cell of all figures', numberOption(1, 1e6), 300)
  .option('--document <file>', 'where the tables go', givenPath, join(import.meta.dirname, '..', 'docs', 'results.md'));
await measure(command.parse().opts<RangesOptions>());
