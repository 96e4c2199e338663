/** One row in a process of its own: its memory is its own, and a crash loses this row alone. Started by forkRow.ts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBench } from '../../src/main/cli/bench.ts';
import { scoreTest } from '../../src/main/cli/benchScoring.ts';
import { firstBackbone } from '#shared/domain/backbones.ts';
import { type Roi, fullRoi } from '#shared/domain/images.ts';
import { serializeError } from '#shared/errors.ts';
import { openProduct } from '#studio/product.ts';
import { pictureChanges, within } from './changes.ts';
import type { RowMessage, RowOrder, RowResult } from './forkRow.ts';
import type { ChangedFigures } from './rows.ts';
import { priorSetOf } from './settings.ts';

const stop = new AbortController();
const abort = (): void => stop.abort();
process.on('SIGINT', abort).on('SIGTERM', abort).on('disconnect', abort);
const { signal } = stop;

const send = (message: RowMessage): void => {
  if (process.connected) process.send!(message);
};

async function measure(order: RowOrder): Promise<RowResult> {
  const keep = order.keep ?? (await mkdtemp(join(tmpdir(), 'flawsmith-quality-')));
  try {
    const { folder, seed, settings } = order;
    const { budget, size, loss, normals, ablation, roi, backbone = firstBackbone } = settings;
    const row = await runBench(
      { folder, budget, seed, size, loss, backbone, normals, ablation, roi, priorSet: priorSetOf(settings), keep },
      {
        signal,
        onStage: (stage) => send({ stage }),
        onProgress: (_, { step, steps }) => send({ step, steps }),
        onEngineLine: () => undefined,
      },
    );
    return { ...row, ...(order.withRobustness && { robustness: await tryChanges(keep, roi ?? fullRoi) }) };
  } finally {
    if (order.keep === undefined) await rm(keep, { recursive: true, force: true });
  }
}

async function tryChanges(keep: string, roi: Roi): Promise<ChangedFigures[]> {
  const product = openProduct(join(keep, 'product'), { mode: 'read' });
  const figures: ChangedFigures[] = [];
  try {
    for (const [name, change] of Object.entries(pictureChanges)) {
      send({ stage: `Scoring pictures with ${name}` });
      const { imageAuroc, aupro30 } = await scoreTest(product, join(keep, 'package'), {
        ...{ signal, change: within(roi, change) },
      });
      figures.push({ change: name, imageAuroc, aupro30 });
    }
  } finally {
    product.close();
  }
  return figures;
}

process.once('message', (order: RowOrder) => {
  void measure(order)
    .then(
      (row) => send({ row }),
      (error: unknown) => send({ error: serializeError(error) }),
    )
    .finally(() => {
      // The channel stays open until the other side has read the answer.
      if (process.connected) process.on('disconnect', () => process.exit());
      else process.exit();
    });
});
