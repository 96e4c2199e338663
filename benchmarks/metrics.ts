/** Time and memory of the pixel figures of 1,000 maps at 256²; prints one JSON object. */
import { cpus } from 'node:os';
import { computeMetrics } from '#shared/vision/metrics/index.ts';
import { createRandom } from '#shared/vision/random.ts';
import { createFloatMap, createMask } from '#shared/vision/raster.ts';
import type { FloatMap, Mask } from '#shared/vision/raster.ts';

const size = 256;
const count = Number(process.argv[2] ?? 1000);
const seed = 0;

/** Noise under a defect-sized bump, of full float32 resolution, so that nearly every value is distinct. */
function makeMap(index: number): FloatMap {
  const random = createRandom(seed, index);
  const map = createFloatMap(size, size);
  for (let i = 0; i < map.data.length; i++) map.data[i] = random.next() ** 2 * 0.9;
  return map;
}

function makeMask(index: number): Mask {
  const mask = createMask(size, size);
  for (let y = 40; y < 90; y++) mask.data.fill(255, y * size + 30 + (index % 50), y * size + 100 + (index % 50));
  return mask;
}

let makingMs = 0;
const timed = <T>(make: () => T): T => {
  const start = performance.now();
  const made = make();
  makingMs += performance.now() - start;
  return made;
};

const labels = Array.from({ length: count }, (_, i) => i % 2 === 1);
const scores = labels.map((anomalous, i) => createRandom(seed, i).next() + (anomalous ? 0.5 : 0));
const start = performance.now();
const metrics = computeMetrics({
  scores,
  labels,
  maps: (i) => timed(() => makeMap(i)),
  masks: (i) => timed(() => makeMask(i)),
});
const seconds = (performance.now() - start - makingMs) / 1000;
console.log(
  JSON.stringify({
    benchmark: 'metrics',
    maps: count,
    size,
    seed,
    seconds: Number(seconds.toFixed(2)),
    budgetSeconds: 10,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    budgetMb: 1024,
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    metrics,
  }),
);
