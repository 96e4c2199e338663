/** Time to undo and redo one step over 10,000 pictures, with what the page asks for after it; prints one JSON object. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeNow } from '#studio/dataset/edit/changePictures.ts';
import { redoEdit, undoEdit } from '#studio/dataset/edit/undo.ts';
import { openProduct } from '#studio/product.ts';
import { pageImages } from '#studio/store/galleryPage.ts';
import { insertImages } from '#studio/store/images.ts';

const count = Number(process.argv[2] ?? 10_000);
const turns = 10;

const dir = mkdtempSync(join(tmpdir(), 'flawsmith-undo-'));
const product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
try {
  insertImages(
    product.db,
    Array.from({ length: count }, (_, i) => ({
      ...{ file: `/photos/day-${i % 50}/${i}.png`, hash: i.toString(16).padStart(64, '0'), width: 9, height: 9 },
      ...{
        label: 'normal' as const,
        kind: null,
        split: 'train' as const,
        folderSplit: null,
        maskFile: null,
        maskHash: null,
      },
      ...{ session: `day-${i % 50}`, part: `part-${i}`, fingerprint: i.toString(16).padStart(16, '0') },
    })),
  );
  let cpuMs = 0;
  const timed = (work: () => unknown): number => {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    work();
    const { user, system } = process.cpuUsage(cpu);
    cpuMs = (user + system) / 1000;
    return performance.now() - start;
  };
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const changeMs = timed(() => changeNow(product, ids, { label: 'anomalous', kind: 'dent' }, 'bench'));
  const undo: number[] = [];
  const undoCpu: number[] = [];
  const redo: number[] = [];
  const page: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    undo.push(timed(() => undoEdit(product, 'bench')));
    undoCpu.push(cpuMs);
    page.push(timed(() => pageImages(product.db, {}, { order: 'name', offset: 0, limit: 200 })));
    redo.push(timed(() => redoEdit(product, 'bench')));
  }
  const median = (values: number[]): number => Math.round(values.sort((a, b) => a - b)[values.length >> 1]! * 10) / 10;
  const most = (values: number[]): number => Math.round(Math.max(...values) * 10) / 10;
  const figures = {
    ...{ undoMs: median(undo), undoMostMs: most(undo), undoCpuMs: median(undoCpu) },
    ...{ redoMs: median(redo), pageMs: median(page) },
  };
  process.stdout.write(
    `${JSON.stringify({ benchmark: 'undo', pictures: count, turns, ...figures, changeMs: Math.round(changeMs) })}\n`,
  );
} finally {
  product.close();
  rmSync(dir, { recursive: true, force: true });
}
