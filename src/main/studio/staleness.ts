import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { RunRecord } from '#shared/domain/runs.ts';
import {
  type EvaluationBasis,
  type Present,
  type Stale,
  evaluationBasisSchema,
  staleEvaluation,
  staleRelease,
  staleRun,
} from '#shared/domain/staleness.ts';
import { evaluationFile } from './evaluation/evaluationFile.ts';
import { basisOf, evaluationImages } from './evaluation/images.ts';
import type { Product } from './product.ts';
import { writeStamp } from './store/database.ts';
import { listImages, unitsByHash } from './store/images.ts';
import { listPriorSets, type listReleases } from './store/records.ts';
import { listRuns } from './store/runs.ts';
import { damagedSettings, readRoi } from './store/settings.ts';
import { readForegrounds, readOwnAreas } from './dataset/ownAreas.ts';
import { readZoneSet } from './dataset/zones.ts';
import { peekRunFile } from './training/runFolder.ts';

/** What is so of a product until something is written to it: it is asked for at each step of a training. */
const known = new WeakMap<Product, { stamp: string; values: Map<string, unknown> }>();

/** Computed once for as long as nothing is written to the product. */
function untilWritten<T>(product: Product, name: string, compute: () => T): T {
  const stamp = writeStamp(product.db);
  let memory = known.get(product);
  if (memory?.stamp !== stamp || product.mode === 'read') memory = { stamp, values: new Map() };
  known.set(product, memory);
  if (!memory.values.has(name)) memory.values.set(name, compute());
  return memory.values.get(name) as T;
}

const ownLooks = (db: Product['db']) => ({ own: readOwnAreas(db), foregrounds: readForegrounds(db) });

function presentOf(product: Product): Present {
  return untilWritten(product, 'present', () => {
    const units = unitsByHash(product.db);
    // a run names the part that a picture counts as
    const pictures = listImages(product.db).map((image) => ({
      ...image,
      part: units.get(image.hash) ?? image.part,
      hasMask: image.maskFile !== null,
    }));
    return {
      pictures: new Map(pictures.map((image) => [image.hash, image])),
      ...(damagedSettings(product.db, ['roi', 'zones', 'ownAreas', 'foregrounds']).length === 0 && {
        looked: { roi: readRoi(product.db), zones: readZoneSet(product.db), ...ownLooks(product.db) },
      }),
      priorSets: listPriorSets(product.db),
    };
  });
}

/** Runs that nothing rests on, or that take what is there when they begin. */
const without: ReadonlySet<RunRecord['state']> = new Set(['queued', 'cancelled', 'failed']);

/** What changed since a run began; [] also where it is not known what it was made from. */
export function staleOfRun(product: Product, run: RunRecord): Stale[] {
  if (without.has(run.state)) return [];
  return untilWritten(product, run.id, () => {
    const file = peekRunFile(product, run.id);
    if (!file) return [];
    const { train, calibration, real, withoutReal, roi, zones, config } = file;
    const { priorSet } = config;
    return staleRun(
      { train, calibration, real, withoutReal, roi, zones, priorSet, priors: run.priors },
      presentOf(product),
    );
  });
}

/** The same of every run, by its id. */
export const staleRuns = (product: Product): Record<string, Stale[]> =>
  Object.fromEntries(listRuns(product.db).map((run) => [run.id, staleOfRun(product, run)]));

/** All that is read here of a report: the whole of it is read where it is shown. */
const reportBasisSchema = z.object({ basis: evaluationBasisSchema.optional() });

/** What an evaluation was made from (null where its version did not keep that); null where there is none that can be read. */
function evaluationBasis(product: Product, run: string): { basis: EvaluationBasis | null; writtenAt: number } | null {
  const file = evaluationFile(product, run);
  try {
    const writtenAt = statSync(file).mtimeMs;
    const { basis = null } = untilWritten(product, `${run} basis ${writtenAt}`, () =>
      reportBasisSchema.parse(JSON.parse(readFileSync(file, 'utf8'))),
    );
    return { basis, writtenAt };
  } catch {
    return null; // not there, or damaged: as good as not evaluated
  }
}

/** What changed since a run was evaluated; null where it was not. */
export function staleOfEvaluation(product: Product, run: RunRecord): Stale[] | null {
  const evaluation = evaluationBasis(product, run.id);
  if (!evaluation) return null;
  const { basis, writtenAt } = evaluation;
  return untilWritten(product, `${run.id} evaluation ${writtenAt}`, () => {
    const file = basis && peekRunFile(product, run.id);
    return file ? staleEvaluation(basis, basisOf(evaluationImages(product, file))) : [];
  });
}

/** What changed since a run was evaluated, then since it was trained; of one that was not evaluated the latter alone. */
export function staleOfReport(product: Product, run: RunRecord): Stale[] {
  return [...(staleOfEvaluation(product, run) ?? []), ...staleOfRun(product, run)];
}

const carriedSchema = z.object({ limits: z.object({ acceptLimit: z.number(), rejectLimit: z.number() }) });

/** What changed since a release was exported: its limits, and what its run was made from. @param run null where it is gone */
export function staleOfRelease(
  product: Product,
  release: ReturnType<typeof listReleases>[number],
  run: RunRecord | null,
): Stale[] {
  const carried = carriedSchema.safeParse(release);
  if (!run || !carried.success) return [];
  return [
    ...staleRelease(String(release.number), carried.data.limits, run.decision ?? run.learned),
    ...staleOfRun(product, run),
  ];
}
