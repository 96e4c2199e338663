/** Time of one forged picture at 256² on one core, over all kinds and for each alone; prints one JSON object. */
import { cpus } from 'node:os';
import { type PriorSet, defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import { createRandom } from '#shared/vision/random.ts';
import { synthesize } from '#shared/vision/synthesis/index.ts';
import { texturedPart } from '../tests/fixtures/parts.ts';

const size = 256;
const pictures = Number(process.argv[2] ?? 60);
const seed = 0;
const parts = Array.from({ length: 8 }, (_, i) => texturedPart(size, seed + i));
const foregrounds = parts.map((part) => findForeground(part));

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const rounded = (value: number): number => Number(value.toFixed(2));

/** Median milliseconds of a picture, after a warm-up of the same length. */
function timePictures(priorSet: PriorSet): number {
  const times: number[] = [];
  for (let i = 0; i < 2 * pictures; i++) {
    const base = i % parts.length;
    const donors = [parts[(base + 1) % parts.length]!, parts[(base + 3) % parts.length]!];
    const start = performance.now();
    synthesize(parts[base]!, priorSet, createRandom(seed, i), { donors, foreground: foregrounds[base]! });
    times.push(performance.now() - start);
  }
  return rounded(median(times.slice(pictures)));
}

function timeForeground(): number {
  const times = Array.from({ length: 2 * pictures }, (_, i) => {
    const start = performance.now();
    findForeground(parts[i % parts.length]!);
    return performance.now() - start;
  });
  return rounded(median(times.slice(pictures)));
}

const perKind = Object.fromEntries(
  defectKinds.map((kind) => {
    const priors = structuredClone(defaultPriorSet);
    for (const other of defectKinds) priors.kinds[other].enabled = other === kind;
    return [kind, timePictures(priors)];
  }),
);
console.log(
  JSON.stringify({
    benchmark: 'synthesis',
    size,
    seed,
    pictures,
    msPerPicture: timePictures(defaultPriorSet),
    budgetMs: 12,
    perKind,
    msForeground: timeForeground(),
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
  }),
);
