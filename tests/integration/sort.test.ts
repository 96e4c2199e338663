import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { listAudit } from '#studio/store/records.ts';
import { type CliResult, runCli, startCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

let dir: string;
let folder: string;
let pictures: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-sort-'));
  pictures = join(dir, 'pictures');
  await writeProductFolder(pictures, 12, 48);
});
beforeEach(async () => {
  folder = join(await mkdtemp(join(dir, 'p-')), 'product');
  expect((await runCli('import', folder, pictures)).code).toBe(0);
}, 1_800_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

const good = (i: number): string => join(pictures, 'train/good', `${i}.png`);
const sort = (...rest: string[]): Promise<CliResult> => runCli('sort', folder, ...rest);
function reading<T>(work: (product: ReturnType<typeof openProduct>) => T): T {
  const product = openProduct(folder, { mode: 'read' });
  try {
    return work(product);
  } finally {
    product.close();
  }
}
const images = () => reading(({ db }) => listImages(db));
const labelOf = (file: string) => images().find((image) => image.file === file)!;

describe('sort', () => {
  it('marks pictures, folders and patterns, with a row for each that is otherwise now', async () => {
    const marked = await sort(good(0), '--as', 'anomalous', '--kind', 'dent');
    expect(marked.code).toBe(0);
    expect(marked.rows).toEqual([
      {
        ...{ file: good(0), label: 'anomalous', kind: 'dent', split: 'test', session: expect.any(String) },
        ...{ part: expect.any(String), out: false },
        was: expect.objectContaining({
          label: 'normal',
          kind: null,
          split: expect.stringMatching(/train|calibration/),
        }),
      },
    ]);
    const all = await sort(join(pictures, 'train'), '--session', 'night');
    expect(all.rows).toHaveLength(12);
    const some = await sort(join(pictures, 'train/good/1*.png'), '--part', 'lone');
    expect(some.rows.map(({ file }) => file)).toEqual([good(1), good(10), good(11)]);
    expect((await sort(good(0), '--session', 'night')).rows).toEqual([]);
    expect((await sort('train/good/3.png', '--out')).rows).toMatchObject([{ file: good(3), out: true }]);
    expect(images().some(({ file }) => file === good(3))).toBe(false);
    expect((await sort(join(pictures, 'train'), '--in')).rows).toMatchObject([{ file: good(3), out: false }]);
  }, 1_800_000);

  it('names what it does not know and does the rest; refuses what makes no sense and changes nothing', async () => {
    const unknown = join(pictures, 'train/good/99.png');
    const partly = await sort(unknown, good(2), '--as', 'anomalous');
    expect(partly.code).toBe(1);
    expect(partly.rows).toMatchObject([
      { file: good(2), label: 'anomalous', kind: 'defect' },
      { file: unknown, error: { code: 'not-found', message: expect.stringContaining('99.png') } },
    ]);
    const before = images();
    for (const [args, message] of [
      [[good(2), good(4), '--split', 'calibration'], 'A defective part cannot calibrate'],
      [[good(4), '--kind', 'dent'], 'A picture that is OK has no kind'],
      [[good(4)], 'Nothing is asked'],
      [['0.png', '--out'], 'pictures end in 0.png'],
    ] as const) {
      const refused = await sort(...args);
      expect(refused.code).not.toBe(0);
      expect(refused.rows).toMatchObject([{ error: { message: expect.stringContaining(message) } }]);
    }
    expect(images()).toEqual(before);
  }, 1_800_000);

  it('moves pictures to a side that later imports leave them on, and says which parts stand on two', async () => {
    await sort(good(0), good(1), '--part', 'same');
    const side = labelOf(good(0)).split === 'train' ? 'calibration' : 'train';
    const moved = await sort(good(0), '--split', side);
    expect(moved.rows).toMatchObject([{ file: good(0), split: side }]);
    expect(moved.stderr).toContain('now stand on two sides of the split: 1 part.');
    await runCli('import', folder, pictures);
    expect(labelOf(good(0)).split).toBe(side);
    await runCli('split', folder, '--by', 'part');
    expect(labelOf(good(0)).split).toBe(labelOf(good(1)).split);
  }, 1_800_000);
});

describe('undo and redo', () => {
  it('take back step by step over restarts, an import with what it relabelled at the end', async () => {
    const begin = images();
    await sort(good(0), '--as', 'anomalous', '--kind', 'dent');
    await sort(good(1), '--out');
    const end = images();
    const back = await runCli('undo', folder);
    expect(back.rows).toMatchObject([{ file: good(1), out: false, was: { out: true } }]);
    expect((await runCli('redo', folder)).rows).toMatchObject([{ file: good(1), out: true }]);
    expect(images()).toEqual(end);
    await runCli('undo', folder);
    await runCli('undo', folder);
    expect(images()).toEqual(begin);
    expect((await runCli('undo', folder)).rows).toHaveLength(begin.length);
    expect(images()).toEqual([]);
    const none = await runCli('undo', folder);
    expect([none.code, none.rows]).toMatchObject([1, [{ error: { code: 'not-found' } }]]);
    const again = await runCli('import', folder, pictures);
    expect(again.rows.at(-1)).toMatchObject({ added: begin.length, duplicates: 0 });
    expect(images()).toEqual(begin);
    expect(reading(({ db }) => listAudit(db).filter(({ what }) => what.startsWith('undo'))).length).toBe(4);
  }, 1_800_000);

  it('lose no step to a kill: what was said to be done is there, and can be undone', async () => {
    const begin = images();
    const running = startCli('sort', folder, join(pictures, 'train'), '--session', 'night');
    await running.row(({ file }) => file === good(0)).catch(() => undefined);
    running.child.kill('SIGKILL');
    await running.finished;
    expect(images().filter(({ session }) => session === 'night')).toHaveLength(12);
    await runCli('undo', folder);
    expect(images()).toEqual(begin);
  }, 1_800_000);
});

describe('kinds', () => {
  it('lists them, makes two one and gives one a colour, each a step that can be taken back', async () => {
    await sort(good(0), '--as', 'anomalous', '--kind', 'dent');
    const kinds = (...rest: string[]): Promise<CliResult> => runCli('kinds', folder, ...rest);
    const two = [
      { kind: 'bar', letter: 'B', colour: 1, pictures: 4 },
      { kind: 'dent', letter: 'D', colour: 2, pictures: 1 },
    ];
    expect((await kinds()).rows).toEqual(two);
    const one = await kinds('--rename', 'bar', '--to', 'dent', '--colour', 'dent', '--as', '6');
    expect(one.rows).toEqual([{ kind: 'dent', letter: 'D', colour: 6, pictures: 5 }]);
    expect(one.stderr).toContain('4 pictures of the kind dent that were bar.');
    await runCli('undo', folder);
    await runCli('undo', folder);
    expect((await kinds()).rows).toEqual(two);
    expect((await kinds('--rename', 'bar')).code).toBe(2);
    expect((await kinds('--rename', 'rust', '--to', 'x')).rows.at(-1)!['error']).toMatchObject({ code: 'not-found' });
  }, 240_000);
});
