import type { LabelQueue, QueueRow } from '#shared/contract/studio.ts';
import type { QueueOrder } from '#shared/domain/labeling.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { limitsOf } from '../evaluation/limits.ts';
import type { Product } from '../product.ts';
import { namesOf, newestScoredRun } from '../store/galleryPage.ts';
import { coloursOfKinds, productKinds } from './kinds.ts';

interface Row {
  id: number;
  width: number;
  height: number;
  label: 'normal' | 'anomalous';
  kind: string | null;
  hasMask: number;
  isSeen: number;
  score: number | null;
  marked: string | null;
  isPainted: number;
}

/** The newest run with scores, and the limits by which its word counts. */
function judgeOf(product: Product): LabelQueue['run'] {
  const run: RunRecord | null = newestScoredRun(product.db);
  if (!run) return null;
  const { acceptLimit: accept, rejectLimit: reject } = limitsOf(product, run);
  return { id: run.id, accept, reject };
}

function readRows(product: Product, run: LabelQueue['run'], images: readonly number[] | null): Row[] {
  return product.db
    .prepare(
      `SELECT id, width, height, label, kind, mask_file IS NOT NULL AS hasMask, seen.image IS NOT NULL AS isSeen, score,
          labels.image IS NOT NULL AS isPainted,
          (SELECT json_group_array(l.kind) FROM label_layers l WHERE l.image = images.id) AS marked
        FROM images LEFT JOIN scores ON scores.run = $run AND scores.image = images.id
          LEFT JOIN seen ON seen.image = images.id LEFT JOIN labels ON labels.image = images.id
        WHERE $images IS NULL OR id IN (SELECT value FROM json_each($images)) ORDER BY id`,
    )
    .all({ $run: run?.id ?? null, $images: images && JSON.stringify(images) }) as unknown as Row[];
}

/** By how much the run says otherwise: a defective part under the accept limit, a good one from the reject limit on; else 0. */
function contraryBy({ label, score }: Row, run: LabelQueue['run']): number {
  if (!run || score === null) return 0;
  if (label === 'normal') return score >= run.reject ? score - run.reject + Number.EPSILON : 0;
  return score < run.accept ? run.accept - score : 0;
}

/** How far the run is from being in doubt: 0 between the limits; Infinity where it has no score. */
function certainty({ score }: Row, run: LabelQueue['run']): number {
  if (!run || score === null) return Infinity;
  return Math.max(0, run.accept - score, score - run.reject);
}

/** All pictures of a product in an order to go through them, and how far a person has come. */
export function readQueue(product: Product, order: QueueOrder): LabelQueue {
  const run = judgeOf(product);
  const rows = readRows(product, run, null);
  const contrary = rows.filter((row) => contraryBy(row, run) > 0);
  const middle = run ? (run.accept + run.reject) / 2 : 0;
  const orders: Readonly<Record<QueueOrder, () => Row[]>> = {
    arrival: () => rows,
    unseen: () => rows.filter(({ isSeen }) => !isSeen),
    contrary: () => contrary.sort((a, b) => contraryBy(b, run) - contraryBy(a, run)),
    unsure: () =>
      rows
        .filter(({ score }) => score !== null)
        .sort(
          (a, b) => certainty(a, run) - certainty(b, run) || Math.abs(a.score! - middle) - Math.abs(b.score! - middle),
        ),
  };
  return {
    ids: orders[order]().map(({ id }) => id),
    total: rows.length,
    seen: rows.filter(({ isSeen }) => isSeen).length,
    masked: rows.filter(({ hasMask }) => hasMask).length,
    contrary: contrary.length,
    run,
    kinds: productKinds(product),
    colours: coloursOfKinds(product),
  };
}

/** Some pictures as the queue shows them, in the order of their ids; one that is not in the product is passed over. */
export function queueRows(product: Product, images: readonly number[]): QueueRow[] {
  const run = judgeOf(product);
  const names = namesOf(product.db);
  return readRows(product, run, images).map((row) => {
    const { id, width, height, label, kind, score } = row;
    const painted = JSON.parse(row.marked ?? '[]') as string[];
    const marked = row.isPainted || !row.hasMask ? painted : [kind ?? ''].filter(Boolean);
    const isContrary = contraryBy(row, run) > 0;
    return {
      id,
      shown: names.get(id) ?? '',
      width,
      height,
      label,
      kind,
      marked,
      isSeen: row.isSeen === 1,
      score,
      isContrary,
    };
  });
}
