/**
 * Highest memory of a training on 100 rows and on 100,000 rows over 200 files, each in a process of its own (budget: within
 * 300 MB). node scripts/with-node.mjs benchmarks/memory.ts; prints one JSON object.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PixelRef } from '#shared/contract/engine.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { renderSamplePart } from '#shared/vision/sample/index.ts';
import { backboneFile } from '#studio/paths.ts';

const size = 256;
const files = 200;
const steps = 12;
const sizes = [100, 100_000];

/** In the child: trains on that many rows and prints the highest memory, MB. */
async function measure(dir: string, rows: number): Promise<void> {
  const { train } = await import('#engine/training/trainer.ts');
  const refs: PixelRef[] = Array.from({ length: rows }, (_, i) => ({
    id: String(i),
    pixels: join(dir, `${i % files}.rgb`),
    session: 'day-1',
    part: String(i),
  }));
  const runDir = join(dir, `run-${rows}`);
  await mkdir(runDir);
  const config = {
    schema: 1 as const,
    size,
    picture: squareOf(size),
    seed: 0,
    budget: { steps },
    loss: defaultLossWeights,
    priorSet: defaultPriorSet,
  };
  await train(
    {
      run: { id: 'run-0001', key: 'bench' },
      runDir,
      config,
      train: refs,
      calibration: refs.slice(0, 8),
      backboneFile,
      resume: false,
    },
    {
      signal: { aborted: false },
      progress: () => undefined,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    },
  );
  process.stdout.write(`${Math.round(process.resourceUsage().maxRSS / 1024)}\n`);
  process.exit(0);
}

async function compare(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'flawsmith-memory-'));
  try {
    for (let i = 0; i < files; i++) {
      await writeFile(join(dir, `${i}.rgb`), renderSamplePart(i, { session: 1, size }).image.data);
    }
    const [few, many] = sizes.map((rows) => {
      const child = spawnSync(process.execPath, [import.meta.filename, dir, String(rows)], { encoding: 'utf8' });
      if (child.status !== 0) throw new Error(child.stderr);
      return Number(child.stdout.trim().split('\n').at(-1));
    });
    const rows = { fewRows: sizes[0], manyRows: sizes[1], files, steps };
    process.stdout.write(
      `${JSON.stringify({ benchmark: 'memory', fewMb: few, manyMb: many, differenceMb: many! - few!, budgetMb: 300, ...rows })}\n`,
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const [dir, rows] = process.argv.slice(2);
await (dir === undefined ? compare() : measure(dir, Number(rows)));
