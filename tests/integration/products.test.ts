import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';
import { openProduct } from '#studio/product.ts';
import { deleteProductFolder } from '#studio/products/deletion.ts';
import { listImages } from '#studio/store/images.ts';
import { listAudit, listScores, saveScores } from '#studio/store/records.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

let dir: string;
let made: string;
let folder: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-products-'));
  await writeProductFolder(join(dir, 'pictures'), 12, 48);
  made = join(dir, 'made');
  const product = openProduct(made, { mode: 'write', create: true, name: 'Ring' });
  await importFolder(product, join(dir, 'pictures'));
  saveScores(product.db, 'run-0001', [{ image: 1, score: 0.5 }]);
  await mkdir(product.path('runs', 'run-0001'), { recursive: true });
  await writeFile(product.path('runs', 'run-0001', 'config.json'), '{}');
  await mkdir(product.path('masks'));
  const { hash } = listImages(product.db)[0]!;
  const mask = product.path('masks', `${hash}.png`);
  await writeFile(mask, 'mask');
  product.db.prepare('UPDATE all_images SET mask_file = ? WHERE hash = ?').run(mask, hash);
  await writeFile(product.path('notes.txt'), 'mine');
  product.close();
}, 1_800_000);
beforeEach(async () => {
  folder = join(await mkdtemp(join(dir, 'p-')), 'ring');
  await cp(made, folder, { recursive: true });
  const product = openProduct(folder, { mode: 'write' });
  const move = product.db.prepare('UPDATE all_images SET mask_file = replace(mask_file, ?, ?)');
  move.run(join(made, 'masks'), join(folder, 'masks'));
  product.close();
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const pictures = () => listFiles(join(dir, 'pictures'));
/** All but what SQLite has beside a file that was read. */
const listFiles = async (root: string): Promise<string[]> =>
  (await readdir(root, { recursive: true })).filter((name) => !/-(wal|shm)$/.test(name)).sort();

describe('products on the command line', () => {
  it('says what would be lost, deletes only with --yes, and only what is the studio’s own', async () => {
    const before = [await listFiles(folder), await pictures()];
    const asked = await runCli('products', '--delete', folder);
    expect(asked.code).toBe(2);
    expect(asked.rows).toMatchObject([
      { deleted: false, name: 'Ring', pictures: 20, ownMasks: 1, runs: 0, releases: 0, packages: [] },
      { error: { code: 'usage', hint: expect.stringContaining('--yes') } },
    ]);
    expect([await listFiles(folder), await pictures()]).toEqual(before);
    const done = await runCli('products', '--delete', folder, '--yes');
    expect([done.code, done.rows]).toMatchObject([0, [{ deleted: true, pictures: 20 }]]);
    expect([await listFiles(folder), await pictures()]).toEqual([['notes.txt'], before[1]]);
  }, 1_800_000);

  it('refuses to delete what another process has open', async () => {
    const product = openProduct(folder, { mode: 'write' });
    const refused = await runCli('products', '--delete', folder, '--yes');
    expect([refused.code, refused.rows]).toMatchObject([1, [{ error: { code: 'product-locked' } }]]);
    await expect(deleteProductFolder(folder)).rejects.toThrowError(expect.objectContaining({ code: 'product-locked' }));
    expect(listImages(product.db)).toHaveLength(20);
    product.close();
  }, 1_800_000);

  it('copies rows, masks and runs; without runs on request; never over something', async () => {
    const withRuns = join(dir, 'copy one');
    const copied = await runCli('products', withRuns, '--duplicate', folder, '--state', join(dir, 'state'));
    expect([copied.code, copied.rows]).toMatchObject([0, [{ dir: withRuns, name: 'copy one', withRuns: true }]]);
    const copy = openProduct(withRuns, { mode: 'read' });
    const original = openProduct(folder, { mode: 'read' });
    const masks = ({ db }: typeof copy): string[] => listImages(db).flatMap(({ maskFile }) => maskFile ?? []);
    expect(masks(copy)).toEqual(masks(original).map((file) => file.replace(folder, withRuns)));
    expect(masks(copy).filter((file) => file.startsWith(withRuns) && existsSync(file))).toHaveLength(1);
    expect(listScores(copy.db, 'run-0001')).toEqual([{ image: 1, score: 0.5 }]);
    expect(listAudit(copy.db).at(-1)).toMatchObject({ what: 'copied from another product' });
    copy.close();
    original.close();
    expect(existsSync(join(withRuns, 'runs', 'run-0001', 'config.json'))).toBe(true);
    const bare = join(dir, 'copy two');
    await runCli('products', bare, '--duplicate', folder, '--without-runs', '--state', join(dir, 'state'));
    const second = openProduct(bare, { mode: 'read' });
    expect([listImages(second.db).length, listScores(second.db, 'run-0001')]).toEqual([20, []]);
    second.close();
    expect(existsSync(join(bare, 'runs'))).toBe(false);
    const inTheWay = await runCli('products', bare, '--duplicate', folder, '--state', join(dir, 'state'));
    expect([inTheWay.code, inTheWay.rows]).toMatchObject([1, [{ error: { code: 'not-writable' } }]]);
    expect(await readdir(dir)).not.toEqual(expect.arrayContaining([expect.stringContaining('.partial-')]));
  }, 1_800_000);

  it('understands what does not go together', async () => {
    for (const args of [['--rename', folder], ['x'], ['--yes'], ['y', '--delete', folder]]) {
      expect((await runCli('products', ...args)).code).toBe(2);
    }
  }, 1_800_000);
});

it('a product whose deletion was killed is gone or whole, and what is left goes at the next opening', async () => {
  const script = `
    import { deleteProductFolder } from '${join(projectRoot, 'src/main/studio/products/deletion.ts')}';
    process.stdout.write('ready\\n');
    await deleteProductFolder(process.argv[1]);
    process.stdout.write('done\\n');`;
  const outcomes: string[] = [];
  for (const isDecided of [false, true, true, true]) {
    const target = join(await mkdtemp(join(dir, 'killed-')), 'ring');
    await cp(made, target, { recursive: true });
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, target], { stdio: 'pipe' });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const ended = new Promise((resolve) => child.once('close', resolve));
    while (isDecided && child.exitCode === null && !existsSync(join(target, 'deleted.json'))) await setImmediate();
    child.kill('SIGKILL');
    await ended;
    try {
      const product = openProduct(target, { mode: 'write' });
      expect(listImages(product.db)).toHaveLength(20);
      product.close();
      outcomes.push('whole');
    } catch (error) {
      expect(error).toMatchObject({ code: 'not-found' });
      expect(await listFiles(target)).toEqual(['notes.txt']);
      outcomes.push('gone');
    }
  }
  expect(outcomes.slice(1)).toEqual(['gone', 'gone', 'gone']);
}, 1_800_000);

describe('products in the studio', () => {
  let studio: TestStudio;
  beforeEach(async () => void (studio = await startTestStudio([dir])));
  afterEach(() => studio.close());
  const openHere = async () => (await studio.client.products.open({ dir: folder })).id;

  it('are renamed, but not like another; the list of the command line shows the name', async () => {
    const product = await openHere();
    const other = await studio.client.products.create({ dir: '', name: 'Bolt' });
    await expect(studio.client.products.rename({ product, name: ' bolt ' })).rejects.toMatchObject({
      data: { code: 'usage', file: other.dir },
    });
    expect(await studio.client.products.rename({ product, name: 'Ring 2' })).toMatchObject({ name: 'Ring 2' });
    const listed = await runCli('products', '--state', join(studio.dir, 'state'));
    expect(listed.rows).toMatchObject([
      { name: 'Bolt', pictures: 0 },
      { name: 'Ring 2', dir: folder, pictures: 20, good: 16, defective: 4, runs: 0 },
    ]);
    const renamed = await runCli('products', 'BOLT', '--rename', folder, '--state', join(studio.dir, 'state'));
    expect(renamed.rows).toMatchObject([{ error: { code: 'product-locked' } }]);
  }, 1_800_000);

  it('are deleted and copied, and every page hears of it', async () => {
    const product = await openHere();
    const copy = await studio.client.products.duplicate({ product, dir: '', name: 'Ring copy', withRuns: false });
    expect(copy).toMatchObject({ name: 'Ring copy', images: 20 });
    expect(await studio.client.products.losses({ product })).toMatchObject({ pictures: 20, ownMasks: 1 });
    expect(await studio.client.products.delete({ product })).toMatchObject({ dir: folder });
    expect((await studio.client.products.list()).map(({ name }) => name)).toEqual(['Ring copy']);
    expect(await listFiles(folder)).toEqual(['notes.txt']);
    await expect(studio.client.dataset.summary({ product })).rejects.toMatchObject({ data: { code: 'not-found' } });
  }, 1_800_000);
});
