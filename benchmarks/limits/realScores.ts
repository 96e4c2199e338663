import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { createRandom } from '#shared/vision/random.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { startEngine } from '#studio/engineClient.ts';
import { openProduct } from '#studio/product.ts';
import { readCalibration } from '#studio/store/calibrations.ts';
import { listImages, setSplits } from '#studio/store/images.ts';
import { trainProduct } from '#studio/training/train.ts';
import type { RealScores } from './resample.ts';

/** Small pictures and few steps: what matters here is how real sessions and parts differ, not how good the detector is. */
const setting = { size: 128, steps: 40, seed: 0 } as const;

/**
 * Trains a run on the good parts of some sessions and gives the scores of all others.
 * @param folder in MVTec layout with its sessions.csv
 * @param trained how many sessions are trained on
 */
export async function measureScores(folder: string, trained: number): Promise<RealScores> {
  const root = await mkdtemp(join(tmpdir(), 'flawsmith-limits-'));
  const product = openProduct(join(root, 'product'), { mode: 'write', create: true, name: basename(folder) });
  const engine = await startEngine();
  try {
    await importFolder(product, folder, { sessionsFile: join(folder, 'sessions.csv') });
    const good = listImages(product.db, { label: 'normal' });
    const random = createRandom(setting.seed, trained);
    const sessions = [...new Set(good.map(({ session }) => session))].sort();
    const order = sessions.map((session) => ({ session, at: random.next() })).sort((a, b) => a.at - b.at);
    const toTrain = new Set(order.slice(0, trained).map(({ session }) => session));
    setSplits(
      product.db,
      new Map(
        good.map(({ id, session }) => [id, toTrain.has(session) ? ('train' as const) : ('calibration' as const)]),
      ),
    );
    const { size, steps, seed } = setting;
    const order2 = { priorSet: defaultPriorSet, budget: { steps }, seed, size, loss: defaultLossWeights };
    const { run } = await trainProduct(product, engine, order2);
    const rows = readCalibration(product.db, run.id)!.good.map(({ part, session, score }) => ({
      part,
      session,
      score,
    }));
    return { data: basename(folder), rows };
  } finally {
    await engine.stop();
    product.close();
    await rm(root, { recursive: true, force: true });
  }
}
