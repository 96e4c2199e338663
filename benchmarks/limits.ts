/**
 * Coverage of the ranges that are stated of limits: by simulation, and by resampling real parts with sessions; tables in
 * docs/results.md. `npm run bench:limits -- --help`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { numberOption, seedOption } from '../src/main/cli/command.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import { projectRoot } from '#studio/paths.ts';
import { measureScores } from './limits/realScores.ts';
import { leastCoverage, lowestCoverage, report } from './limits/report.ts';
import { type RealScores, resample } from './limits/resample.ts';
import { type World, simulate, worlds } from './limits/simulate.ts';
import { requireMarkers, writeBetween } from './quality/markdown.ts';
import { givenPath } from './quality/options.ts';

interface LimitsOptions {
  rounds: number;
  seed: number;
  measure?: boolean;
  dataRoot: string;
  scores: string;
  document: string;
}

/** Data with sessions, how many of these train the run, and how many calibration sees. */
const real = [
  { data: 'magnetic_tile', trained: 1, seen: [2, 4] },
  { data: 'ball_screw', trained: 3, seen: [2, 4, 6] },
];

const say = (words: string): void => void process.stderr.write(`${words}\n`);

async function measure({ rounds, seed, ...options }: LimitsOptions): Promise<void> {
  requireMarkers(options.document, 'limits');
  const scores = await realScores(options);
  const run = (name: string, list: readonly World[]) =>
    list.map((world, i) => {
      say(`${name} ${i + 1}/${list.length}`);
      return simulate(world, rounds, seed);
    });
  const { exchangeable, sessions, pictures, splits } = worlds();
  const tables = {
    exchangeable: run('exchangeable', exchangeable),
    sessions: run('sessions', sessions),
    pictures: run('pictures', pictures),
    splits: run('splits', splits),
    resampled: scores.flatMap((one) =>
      real.find(({ data }) => data === one.data)!.seen.map((seen) => resample(one, seen, rounds, seed)),
    ),
  };
  const date = new Date().toISOString().slice(0, 10);
  await writeBetween(options.document, 'limits', report(tables, { rounds, seed, date }));
  const lowest = lowestCoverage(Object.values(tables).flat());
  say(`The lowest coverage of a stated range is ${(100 * lowest).toFixed(1)} %.`);
  if (lowest < leastCoverage) process.exitCode = 1;
}

/** Scores as they are kept, or measured anew. */
async function realScores(options: Pick<LimitsOptions, 'measure' | 'dataRoot' | 'scores'>): Promise<RealScores[]> {
  if (!options.measure) {
    if (!existsSync(options.scores)) return [];
    const lines = readFileSync(options.scores, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as RealScores);
  }
  const measured: RealScores[] = [];
  for (const { data, trained } of real) {
    const folder = join(options.dataRoot, data);
    if (!existsSync(folder)) continue;
    say(`Training on ${data}`);
    measured.push(await measureScores(folder, trained));
  }
  await writeFileAtomic(options.scores, measured.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return measured;
}

const command = new Command('bench:limits')
  .addOption(new Option('--rounds <n>', 'rounds a cell').argParser(numberOption(10, 1e6)).default(1500))
  .option('--seed <n>', 'seed of all draws', seedOption, 1)
  .option('--measure', 'train on the real data again; otherwise the scores that are kept are resampled')
  .option('--data-root <dir>', 'folders in MVTec layout', givenPath, join(projectRoot, '..', 'shared', 'data'))
  .option('--scores <file>', 'scores of real parts', givenPath, join(projectRoot, 'docs/results/limit-scores.jsonl'))
  .option('--document <file>', 'where the tables go', givenPath, join(projectRoot, 'docs', 'results.md'));
await measure(command.parse().opts<LimitsOptions>());
