/**
 * What training and scoring cost beside other detectors, in one run on one machine, in turns; a table in docs/results.md.
 * `npm run bench:peers -- --venv PATH`.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { scoringThreads } from '../src/main/cli/benchScoring.ts';
import { numberOption } from '../src/main/cli/command.ts';
import { parseSize } from '../src/main/cli/trainOptions.ts';
import { defaultSize } from '#shared/domain/runs.ts';
import { CancelledError } from '#shared/errors.ts';
import { projectRoot } from '#studio/paths.ts';
import { forkRow } from './quality/forkRow.ts';
import { describeMachine, loadNow, programCommit } from './quality/machine.ts';
import { requireMarkers, sectionAt, writeBetween } from './quality/markdown.ts';
import { cancelSignal, givenPath, parseNames } from './quality/options.ts';
import { runPeer } from './quality/peerRun.ts';
import { type PeersRun, type Turn, peersReport } from './quality/peersReport.ts';
import { describeBudget } from './quality/runJobs.ts';
import { defaultSettings } from './quality/settings.ts';
import { timeInference } from './quality/timing.ts';

interface PeersOptions {
  venv?: string;
  peers: string;
  data: string;
  dataRoot: string;
  methods: string[];
  rounds: number;
  minutes: number;
  size: number;
  document: string;
}

const shared = join(projectRoot, '..', 'shared');
const say = (words: string): void => void process.stderr.write(`${words}\n`);

/** Python of the peers' environment, or null after having said what is missing. */
function findPython({ venv, peers }: PeersOptions): string | null {
  const places = ['bin/python', 'Scripts/python.exe'].map((path) => join(venv ?? '', path));
  const python = venv === undefined ? undefined : places.find((path) => existsSync(path));
  if (python && existsSync(join(peers, 'run.py'))) return python;
  say(
    `Skipped: ${python ? `there is no run.py in ${peers}` : 'the peers’ Python environment is not there'}. To set it up:`,
  );
  say(`  python3 -m venv VENV`);
  say(`  VENV/bin/pip install -r ${join(peers, 'requirements.txt')}`);
  say(`  VENV/bin/pip install --no-deps anomavision==3.6.2`);
  say(`  npm run bench:peers -- --venv VENV`);
  return null;
}

async function compare(options: PeersOptions, python: string, scratch: string, signal: AbortSignal): Promise<PeersRun> {
  const folder = join(options.dataRoot, options.data);
  const settings = defaultSettings({ minutes: options.minutes }, options.size);
  const loadBefore = loadNow();
  say(`Flawsmith on ${options.data}, ${describeBudget(settings)} …`);
  const order = { data: options.data, folder, seed: 0, settings, withRobustness: false, keep: join(scratch, 'ours') };
  const row = await forkRow(order, { signal, onMessage: () => undefined });
  const turns: Turn[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const method of options.methods) {
      say(`${method}, round ${round} of ${options.rounds} …`);
      try {
        const out = join(scratch, 'peers');
        const peer = await runPeer(
          { python, peers: options.peers, method, folder, out, threads: scoringThreads },
          signal,
        );
        turns.push({ method, peer, ours: await timeInference(folder, join(order.keep, 'package')) });
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        say(`  failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return {
    data: options.data,
    rounds: options.rounds,
    budget: `${describeBudget(settings)}, ${options.size} px`,
    trainSeconds: row.trainSeconds,
    peakRssMb: row.peakRssMb,
    turns,
    commit: programCommit(),
    machine: describeMachine(),
    date: new Date().toISOString(),
    load: [loadBefore, loadNow()],
  };
}

async function main(options: PeersOptions): Promise<number> {
  const python = findPython(options);
  if (python === null) return 0;
  const section = sectionAt('peers', options.size);
  requireMarkers(options.document, section);
  const signal = cancelSignal();
  const scratch = await mkdtemp(join(tmpdir(), 'flawsmith-peers-'));
  try {
    const run = await compare(options, python, scratch, signal);
    const report = peersReport(run);
    process.stdout.write(`${report}\n`);
    if (run.turns.length > 0) await writeBetween(options.document, section, report);
    return run.turns.length > 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof CancelledError) return 130;
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const command = new Command('bench:peers')
  .option('--venv <dir>', "the peers' Python environment", givenPath)
  .option('--peers <dir>', 'folder of their run.py', givenPath, join(shared, 'peers'))
  .option('--data <name>', 'data set', 'cookie')
  .option('--data-root <dir>', 'folder of the data sets', givenPath, join(shared, 'data'))
  .option('--methods <names>', 'peers, NAME,NAME', parseNames, ['patchcore_1pct_fast', 'padim', 'dfm'])
  .option('--rounds <n>', 'how often each has its turn', numberOption(1, 100), 2)
  .option('--minutes <n>', 'minutes of our training', numberOption(0.01, 100_000, false), 3)
  .option('--size <px>', 'side of our working picture', parseSize, defaultSize)
  .option('--document <file>', 'where the table goes', givenPath, join(projectRoot, 'docs', 'results.md'));
process.exitCode = await main(command.parse().opts<PeersOptions>());
