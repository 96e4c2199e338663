import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { PackageSummary, Report } from '#shared/contract/studio.ts';
import { manifestSchema } from '#shared/domain/manifest.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { FlawsmithError, type SerializedError, serializeError } from '#shared/errors.ts';
import { openPackage, scoreImage } from '#scoring/package.ts';
import { verifyPackage } from '#scoring/verify.ts';
import { evaluateRun } from '#studio/evaluation/evaluate.ts';
import { readEvaluation } from '#studio/evaluation/evaluationFile.ts';
import { limitsOf, moveLimits, readLimits, restoreLearned, scoresOf } from '#studio/evaluation/limits.ts';
import { exportPackage } from '#studio/export/exportPackage.ts';
import type { Product } from '#studio/product.ts';
import { findImage } from '#studio/store/gallery.ts';
import { staleOfEvaluation, staleOfRelease, staleOfRun } from '#studio/staleness.ts';
import { listReleases, listScores } from '#studio/store/records.ts';
import { findRun } from '#studio/store/runs.ts';
import { requireAllowed } from '../paths.ts';
import { os } from './context.ts';

export const evaluation = {
  start: os.evaluation.start.handler(({ input, context }) => {
    const { workspace } = context;
    const product = workspace.product(input.product);
    requireRun(product, input.run);
    return workspace.jobs.start('evaluate', input.product, 'Evaluating', async (handle) => {
      await workspace.withEngine(handle, (engine) =>
        evaluateRun(product, engine, input.run, {
          signal: handle.signal,
          onCache: (done, total) => handle.report({ doing: 'Preparing pictures', done, total }),
          onProgress: (done, total) => handle.report({ doing: 'Scoring pictures', done, total }),
          onFigures: (done, total) => handle.report({ doing: 'Computing figures', done, total }),
        }),
      );
      return { run: input.run };
    });
  }),
  report: os.evaluation.report.handler(({ input, context }) =>
    readReport(context.workspace.product(input.product), input.run),
  ),
  limits: os.evaluation.limits.handler(({ input, context }) =>
    readLimits(context.workspace.product(input.product), input.run),
  ),
  setLimits: os.evaluation.setLimits.handler(({ input, context }) => {
    const limits = moveLimits(context.workspace.product(input.product), input.run, input);
    context.workspace.announce(input.product);
    return limits;
  }),
  restoreLimits: os.evaluation.restoreLimits.handler(({ input, context }) => {
    const limits = restoreLearned(context.workspace.product(input.product), input.run);
    context.workspace.announce(input.product);
    return limits;
  }),
};

export const exporting = {
  packages: os.export.packages.handler(async ({ input, context }) => {
    const product = context.workspace.product(input.product);
    const releases = listReleases(product.db).reverse();
    const rows = await Promise.all(releases.map((release) => describePackage(product, release)));
    return rows.filter((row): row is PackageSummary => row !== null);
  }),
  start: os.export.start.handler(async ({ input, context }) => {
    const { workspace } = context;
    const product = workspace.product(input.product);
    const run = requireRun(product, input.run);
    const out = await requireAllowed(
      workspace,
      input.out || join(product.dir, '..', `${basename(product.dir)}-package`),
    );
    const words = {
      model: 'Writing the model',
      parity: 'Comparing both on real parts',
      package: 'Writing the package',
    };
    const order = Object.keys(words);
    return workspace.jobs.start('export', input.product, 'Exporting', async (handle) => {
      const report = await workspace.withEngine(handle, (engine) =>
        exportPackage(product, engine, out, run.id, {
          signal: handle.signal,
          onStep: (step) => handle.report({ doing: words[step], done: order.indexOf(step), total: order.length }),
        }),
      );
      return { package: report.package, release: report.release };
    });
  }),
  tryOut: os.export.tryOut.handler(async ({ input, context }) => {
    const { workspace } = context;
    const scorer = await openPackage(await requireAllowed(workspace, input.dir));
    try {
      const rows = [];
      for (const file of input.files) {
        try {
          const { score, verdict, ms } = await scoreImage(
            scorer,
            await requireAllowedImage(context.workspace, input.product, file),
          );
          rows.push({ file, score, verdict, ms, error: null });
        } catch (error) {
          rows.push({ file, score: null, verdict: null, ms: null, error: serializeError(error) as SerializedError });
        }
      }
      return rows;
    } finally {
      await scorer.close();
    }
  }),
};

/** Images of the product may be scored wherever they lie; any other file only below the picked folders. */
async function requireAllowedImage(
  workspace: Parameters<typeof requireAllowed>[0],
  product: string,
  file: string,
): Promise<string> {
  const wanted = resolve(file);
  const isOwn = workspace.product(product).db.prepare('SELECT 1 FROM images WHERE file = ?').get(wanted);
  return isOwn ? wanted : requireAllowed(workspace, file);
}

function requireRun(product: Product, id: string): RunRecord {
  const run = findRun(product.db, id);
  if (run?.state === 'trained' && run.learned) return run;
  throw new FlawsmithError('no-run', `${id} is not a trained run of this product.`, { hint: 'Train a run first.' });
}

async function readReport(product: Product, id: string): Promise<Report | null> {
  const saved = await readEvaluation(product, id);
  if (!saved) return null;
  const run = requireRun(product, id);
  const known = new Set((product.db.prepare('SELECT id FROM images').all() as { id: number }[]).map((row) => row.id));
  const scores = listScores(product.db, id)
    .filter(({ image }) => known.has(image))
    .map(({ image, score }) => ({ image: findImage(product.db, image), score }));
  const { synthetic, judged = null } = saved;
  const stale = [...(staleOfEvaluation(product, run) ?? []), ...staleOfRun(product, run)];
  return {
    run: id,
    figures: saved,
    synthetic,
    limits: limitsOf(product, run),
    calibration: scoresOf(product, run),
    scores,
    judged,
    stale,
  };
}

/** A release with the state of its package now; null where its folder has gone. */
async function describePackage(
  product: Product,
  release: ReturnType<typeof listReleases>[number],
): Promise<PackageSummary | null> {
  const dir = String(release['package']);
  const file = join(dir, 'manifest.json');
  if (!existsSync(file)) return null;
  const parsed = manifestSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success || parsed.data.release.run !== release['run']) return null;
  const { data } = parsed;
  const problem = await verifyPackage(dir).then(
    (report) => (report.ok ? null : report.problems.map(({ message }) => message).join('; ')),
    (error: unknown) => serializeError(error).message,
  );
  return {
    dir,
    run: data.release.run,
    createdAt: data.release.createdAt,
    release: release.number,
    limits: data.limits,
    parity: data.parity,
    golden: data.golden,
    files: Object.keys(data.files).length + 2,
    isWhole: problem === null,
    problem,
    stale: staleOfRelease(product, release, findRun(product.db, data.release.run)),
  };
}
