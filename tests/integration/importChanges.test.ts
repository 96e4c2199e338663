import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { FolderChange } from '#shared/domain/folderChange.ts';
import { openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { writeGoodBad } from '../fixtures/goodBad.ts';
import { runCli } from '../fixtures/cli.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('what a person says of folders before their pictures come in', () => {
  let studio: TestStudio;
  let folder: string;
  const bad = { folder: 'bad', label: 'anomalous', kind: 'bad', split: 'test' } as const;
  const good = { folder: 'good', label: 'normal', kind: null, split: null } as const;

  beforeAll(async () => {
    studio = await startTestStudio();
    folder = join(studio.dir, 'open', 'parts');
    await writeGoodBad(folder, 12, 3);
  });
  afterAll(() => studio.close());

  const fresh = async (name: string): Promise<string> => (await studio.client.products.create({ dir: '', name })).id;
  async function add(product: string, changes: FolderChange[], of = folder): Promise<unknown> {
    return (await studio.finished(await studio.client.dataset.import({ product, folder: of, changes }))).result;
  }
  /** What can be said of each picture, by its place in the folder. */
  async function held(product: string): Promise<object[]> {
    const { rows } = await studio.client.dataset.images({ product, filter: {}, offset: 0, limit: 100 });
    return rows
      .map(({ file, label, kind, split, session, part }) => ({ file, label, kind, split, session, part }))
      .sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  it('stands in the plan, row by row, and changes nothing else of it', async () => {
    const product = await fresh('Plan');
    const [, found] = (await studio.client.dataset.plan({ product, folder })).folders;
    expect(found).toMatchObject({ found: good, part: null });
    const changes = [{ of: good, change: { split: 'calibration', session: 'May', part: 'P7' } }] as const;
    const plan = await studio.client.dataset.plan({ product, folder, changes: [...changes] });
    expect(plan).toMatchObject({ normal: 12, anomalous: 3 });
    expect(plan.folders.map(({ found: of }) => of)).toEqual([bad, good]);
    expect(plan.folders[1]).toMatchObject({
      ...{ count: 12, label: 'normal', split: 'calibration', part: 'P7' },
      sessions: { count: 1, first: ['May'] },
    });
    expect(await held(product)).toEqual([]);
  });

  it('turns defective into good and good into defective, with a kind, as if the folders had said so', async () => {
    const product = await fresh('Turned');
    const changes: FolderChange[] = [
      { of: bad, change: { label: 'normal' } },
      { of: good, change: { label: 'anomalous', kind: 'chip' } },
    ];
    const plan = await studio.client.dataset.plan({ product, folder, changes });
    expect([plan.normal, plan.anomalous]).toEqual([3, 12]);
    expect(await add(product, changes)).toMatchObject({ added: 15 });
    const rows = await held(product);
    expect(rows.slice(0, 3)).toEqual(Array(3).fill(expect.objectContaining({ label: 'normal', split: 'train' })));
    const chips = { label: 'anomalous', kind: 'chip', split: 'test' };
    expect(rows.slice(3)).toEqual(Array(12).fill(expect.objectContaining(chips)));
  });

  it('comes to the same as the import and `sort` on the command line after it', async () => {
    const atOnce = await fresh('At once');
    await add(atOnce, [
      { of: good, change: { split: 'calibration', session: 'May', part: 'P7' } },
      { of: bad, change: { kind: 'chip', session: 'June' } },
    ]);
    const dir = join(studio.dir, 'later');
    const cli = async (...args: string[]): Promise<void> => expect(await runCli(...args)).toMatchObject({ code: 0 });
    await cli('import', dir, folder);
    await cli('sort', dir, join(folder, 'good'), '--split', 'calibration', '--session', 'May', '--part', 'P7');
    await cli('sort', dir, join(folder, 'bad'), '--kind', 'chip', '--session', 'June');
    const later = openProduct(dir, { mode: 'read' });
    onTestFinished(() => later.close());
    const rows = listImages(later.db).map(({ file, label, kind, split, session, part }) => ({
      ...{ file, label, kind, split, session, part },
    }));
    expect(await held(atOnce)).toEqual(rows.sort((a, b) => (a.file < b.file ? -1 : 1)));
  });

  it('holds a side that was chosen when later pictures are divided', async () => {
    const product = await fresh('Pinned');
    await add(product, [{ of: good, change: { split: 'train' } }]);
    const more = join(studio.dir, 'open', 'more');
    await writeGoodBad(more, 0, 0);
    await writeGoodBad(join(more, 'later'), 30, 0);
    await add(product, [], more);
    const rows = (await held(product)) as { file: string; split: string }[];
    const first = rows.filter(({ file }) => file.startsWith(join(folder, 'good')));
    expect(first).toHaveLength(12);
    expect(first.every(({ split }) => split === 'train')).toBe(true);
    expect(rows.some(({ split }) => split === 'calibration')).toBe(true);
  });

  it('goes before the sessions file of the folder, and is one step to undo', async () => {
    const dated = join(studio.dir, 'open', 'dated');
    await writeGoodBad(dated, 2, 1);
    await writeFile(
      join(dated, 'sessions.csv'),
      'file,session,part\ngood/0.png,Monday,a\ngood/1.png,Monday,b\nbad/0.png,Monday,c\n',
    );
    const product = await fresh('Dated');
    await add(product, [{ of: good, change: { session: 'Friday' } }], dated);
    expect(await held(product)).toMatchObject([
      { session: 'Monday', part: 'c' },
      { session: 'Friday', part: 'a' },
      { session: 'Friday', part: 'b' },
    ]);
    await studio.client.dataset.undo({ product });
    expect(await held(product)).toEqual([]);
  });

  it('relabels what the product has where a label is said, and only then', async () => {
    const product = await fresh('Again');
    await add(product, []);
    expect(await add(product, [{ of: bad, change: { session: 'May' } }])).toMatchObject({ relabelled: 0 });
    expect(await add(product, [{ of: bad, change: { label: 'normal' } }])).toMatchObject({ added: 0, relabelled: 3 });
    expect((await held(product)).slice(0, 3)).toEqual(Array(3).fill(expect.objectContaining({ label: 'normal' })));
  });

  it('refuses what cannot be, and what meets no folder, and adds nothing', async () => {
    const product = await fresh('Refused');
    const code = async (changes: FolderChange[]): Promise<string> => {
      const asked = studio.client.dataset.plan({ product, folder, changes });
      return asked.then(() => 'none').catch((error: { data: { code: string } }) => error.data.code);
    };
    expect(await code([{ of: bad, change: { split: 'train' } }])).toBe('usage');
    expect(await code([{ of: good, change: { kind: 'chip' } }])).toBe('usage');
    expect(await code([{ of: { ...good, folder: 'gone' }, change: { label: 'anomalous' } }])).toBe('usage');
    expect(await code([{ of: good, change: { label: 'anomalous', kind: 'chip' } }])).toBe('none');
    expect(await held(product)).toEqual([]);
  });
});
