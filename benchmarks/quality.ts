/**
 * Quality over data sets and seeds: import, train, export, score with the package, evaluate; a row each, kept at once, and
 * tables in docs/results.md. `npm run bench:quality -- --help`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { defaultBackbone } from '#shared/domain/backbones.ts';
import { selectRows, summarise } from './quality/aggregate.ts';
import { type FoundSets, findSets, mvtecCategories, ownSets } from './quality/dataSets.ts';
import { programCommit } from './quality/machine.ts';
import { requireMarkers, sectionAt, writeBetween } from './quality/markdown.ts';
import {
  type SharedOptions,
  addSharedOptions,
  budgetOf,
  cancelSignal,
  givenPath,
  parseSeeds,
} from './quality/options.ts';
import { qualityReport } from './quality/qualityReport.ts';
import { readRows } from './quality/rows.ts';
import { describeBudget, runJobs } from './quality/runJobs.ts';
import { defaultSettings, settingsHash } from './quality/settings.ts';
import { visaSets } from './quality/visa.ts';

interface QualityOptions extends SharedOptions {
  seeds: number[];
  mvtec?: string;
  visa?: string;
}

/** The sets asked for. A public benchmark takes the place of our own sets. */
async function chosenSets({ data, dataRoot, mvtec, visa }: QualityOptions, scratch: string): Promise<FoundSets> {
  if (mvtec === undefined && visa === undefined) return findSets(dataRoot, data ?? ownSets);
  const found: FoundSets = { sets: [], absent: [] };
  if (mvtec !== undefined) {
    const { sets, absent } = findSets(mvtec, data ?? mvtecCategories, 'mvtec/');
    found.sets.push(...sets);
    found.absent.push(...absent);
  }
  if (visa !== undefined) {
    const sets = await visaSets(visa, scratch, data ?? null);
    found.sets.push(...sets);
    if (sets.length === 0) found.absent.push('visa');
  }
  return found;
}

async function writeReport({ results, document, anyCommit, size, backbone, ...budget }: QualityOptions): Promise<void> {
  const settings = defaultSettings(budgetOf(budget), size, backbone);
  const selection = { settingsHash: settingsHash(settings), anyCommit: anyCommit === true };
  const summaries = selectRows(readRows(results), selection).map(summarise);
  await writeBetween(
    document,
    sectionAt('quality', size, backbone),
    qualityReport(
      summaries,
      `${describeBudget(settings)} at ${size} px${backbone === defaultBackbone ? '' : ` with ${backbone}`}`,
    ),
  );
  process.stderr.write(`Tables of ${summaries.length} data sets are in ${document}\n`);
}

async function measure(options: QualityOptions, signal: AbortSignal): Promise<number> {
  const scratch = await mkdtemp(join(tmpdir(), 'flawsmith-visa-'));
  try {
    const { sets, absent } = await chosenSets(options, scratch);
    for (const name of absent) process.stderr.write(`${name} is not there and is left out.\n`);
    const settings = defaultSettings(budgetOf(options), options.size, options.backbone);
    // All sets with one seed before the next seed: what is cut short has every set.
    const jobs = options.seeds.flatMap((seed) =>
      sets.map(({ name, folder }) => ({ data: name, folder, seed, settings, withRobustness: false })),
    );
    const { results, again = false, anyCommit = false } = options;
    const outcome = await runJobs(jobs, { results, again, anyCommit, commit: programCommit(), signal });
    process.stderr.write(`${outcome.measured} rows measured, ${outcome.failed} failed.\n`);
    return outcome.failed > 0 || sets.length === 0 ? 1 : 0;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const command = addSharedOptions(new Command('bench:quality'), 'quality', 3)
  .option('--seeds <list>', 'seeds, 0,1,2', parseSeeds, [0, 1, 2])
  .option('--mvtec <dir>', 'the 15 categories of MVTec AD with the published split, instead', givenPath)
  .option('--visa <dir>', 'VisA with its one-class split, instead; or converted to the layout of MVTec AD', givenPath);
const options = command.parse().opts<QualityOptions>();
requireMarkers(options.document, sectionAt('quality', options.size, options.backbone));
const signal = cancelSignal();
const code = options.report ? 0 : await measure(options, signal);
await writeReport(options);
process.exitCode = signal.aborted ? 130 : code;
