import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TryOutResult, triedCsvUrl, triedUrl, uploadUrl } from '#shared/contract/studio.ts';
import { runCli } from '../fixtures/cli.ts';
import { type ReleasedProduct, releasedProduct } from '../fixtures/released.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('trying a package out', () => {
  let studio: TestStudio;
  let made: ReleasedProduct;
  let folder: string;

  beforeAll(async () => {
    studio = await startTestStudio();
    made = await releasedProduct(studio);
    folder = join(studio.dir, 'open', 'tray');
    await mkdir(join(folder, 'day 1'), { recursive: true });
    for (const [from, to] of [
      ['good/0', 'day 1/005'],
      ['good/1', '005'],
      ['bar/0', '=odd, "name"'],
    ])
      await cp(join(made.pictures, 'test', `${from}.png`), join(folder, `${to}.png`));
    await writeFile(join(folder, 'torn.png'), (await readFile(join(folder, '005.png'))).subarray(0, 900));
    for (const name of ['notes.txt', 'more.txt', 'plan.pdf', '.hidden.png']) await writeFile(join(folder, name), 'x');
  });
  afterAll(() => studio.close());

  const headers = (): Record<string, string> => ({ authorization: `Bearer ${studio.server.token}` });
  const get = (path: string): Promise<Response> => fetch(studio.origin + path, { headers: headers() });
  const send = (upload: string, name: string, bytes: Uint8Array, type = 'application/octet-stream') =>
    fetch(studio.origin + uploadUrl(made.product, upload, name), {
      method: 'PUT',
      headers: { ...headers(), 'content-type': type },
      body: new Uint8Array(bytes),
    });
  async function tryOut(order: { paths: string[]; upload?: string }): Promise<TryOutResult> {
    const job = await studio.client.export.tryOut({ product: made.product, release: 1, ...order });
    expect(await studio.finished(job)).toMatchObject({ state: 'done' });
    return (await studio.client.export.tried({ product: made.product, from: 0 }))!;
  }
  const ownFolders = async (): Promise<string[]> =>
    (await readdir(tmpdir())).filter((name) => name.startsWith(`flawsmith-tryout-${process.pid}-`));

  it('walks a folder: a row a picture with its folder, one with the reason for each that cannot be read, the rest counted', async () => {
    const { rows, skipped, total, limits } = await tryOut({ paths: [folder] });
    expect(rows.map(({ name }) => name)).toEqual(
      ['005.png', '=odd, "name".png', 'day 1/005.png', 'torn.png'].map((name) => `tray/${name}`),
    );
    expect(total).toBe(4);
    expect(limits).toMatchObject({ acceptLimit: 0.4, rejectLimit: 0.6 });
    expect(skipped.sort((a, b) => b.count - a.count)).toEqual([
      { ending: '.txt', count: 2 },
      { ending: '.pdf', count: 1 },
    ]);
    expect(rows[3]).toMatchObject({
      verdict: null,
      score: null,
      error: { code: 'unreadable-image', file: join(folder, 'torn.png') },
    });
    expect(rows[2]).toMatchObject({ picture: { width: 120, height: 120 }, hasMap: true, error: null });
  });

  it('says what the command line says, and its CSV says the same', async () => {
    const { id, rows } = await tryOut({ paths: [folder] });
    const cli = await runCli('score', made.packages[0]!, folder);
    const said = cli.rows.map(({ file, score, verdict }) => ({ file, score, verdict }));
    const wanted = rows
      .filter(({ verdict }) => verdict !== null)
      .map(({ file, score, verdict }) => ({ file, score, verdict }));
    expect(wanted).toHaveLength(3);
    expect(said.filter(({ verdict }) => verdict !== undefined)).toEqual(wanted);
    const answer = await get(triedCsvUrl(made.product, id));
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    const [head, ...lines] = (await answer.text()).split('\r\n');
    expect(head).toBe('file,verdict,score,ms,hotSpotX,hotSpotY,hotSpotValue,error');
    expect(lines).toHaveLength(5); // four rows, each ended
    const { score, verdict, spot } = rows[2]!;
    expect(lines[2]).toMatch(`${join(folder, 'day 1/005.png')},${verdict},${score},`);
    expect(lines[2]).toMatch(new RegExp(`,${spot!.x},${spot!.y},${spot!.value},$`));
    expect(lines[1]).toContain('"'.concat(join(folder, '=odd, ""name"".png'), '"'));
  });

  it('shows each with its heatmap over the whole photograph, and finds the brightest place in its pixels', async () => {
    const light = await sharp({ create: { width: 400, height: 200, channels: 3, background: '#202020' } })
      .composite([
        { input: { create: { width: 60, height: 60, channels: 3, background: 'white' } }, left: 300, top: 20 },
      ])
      .png()
      .toBuffer();
    const upload = randomUUID();
    expect((await send(upload, 'camera 2/lamp.png', light)).status).toBe(204);
    const { id, rows } = await tryOut({ paths: [], upload });
    const [row] = rows;
    expect(row).toMatchObject({ name: 'camera 2/lamp.png', file: null, picture: { width: 400, height: 200 } });
    expect(row!.spot!.x).toBeGreaterThan(300);
    expect(row!.spot!.x).toBeLessThan(360);
    expect(row!.spot!.y).toBeGreaterThan(20);
    expect(row!.spot!.y).toBeLessThan(80);
    const map = await get(triedUrl(made.product, id, 0, 'map'));
    expect([map.headers.get('x-map-width'), map.headers.get('x-map-height')]).toEqual(['96', '64']);
    const values = new Float32Array(await map.arrayBuffer());
    expect(Math.max(...values)).toBeCloseTo(row!.spot!.value, 2);
    const picture = await sharp(await (await get(triedUrl(made.product, id, 0, 'picture'))).arrayBuffer()).metadata();
    expect([picture.width, picture.height]).toEqual([400, 200]);
    const thumb = await sharp(await (await get(triedUrl(made.product, id, 0, 'thumb'))).arrayBuffer()).metadata();
    expect([thumb.width, thumb.height]).toEqual([256, 128]);
  });

  it('calls a file that was sent by its own name where it cannot be read, and keeps nothing of an earlier try-out', async () => {
    const before = (await studio.client.export.tried({ product: made.product, from: 0 }))!;
    const upload = randomUUID();
    await send(upload, 'phone.png', new Uint8Array([1, 2, 3]));
    const { rows } = await tryOut({ paths: [], upload });
    expect(rows[0]!.error!.message).toContain('phone.png');
    expect(JSON.stringify(rows[0])).not.toContain(tmpdir());
    expect((await get(triedUrl(made.product, before.id, 0, 'thumb'))).status).toBe(404);
    expect(await ownFolders()).toHaveLength(1);
  });

  it('takes bytes by one method and type alone, and only for a product that is there', async () => {
    const upload = randomUUID();
    for (const type of ['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded', 'application/json'])
      expect((await send(upload, 'a.png', new Uint8Array(3), type)).status, type).toBe(415);
    const posted = await fetch(studio.origin + uploadUrl(made.product, upload, 'a.png'), {
      method: 'POST',
      headers: { ...headers(), 'content-type': 'application/octet-stream' },
      body: new Uint8Array(3),
    });
    expect(posted.status).toBe(415);
    const unknown = await fetch(studio.origin + uploadUrl('0123456789abcdef', upload, 'a.png'), {
      method: 'PUT',
      headers: { ...headers(), 'content-type': 'application/octet-stream' },
      body: new Uint8Array(3),
    });
    expect(unknown.status).toBe(404);
    await expect(tryOut({ paths: [], upload: randomUUID() })).rejects.toThrow();
  });

  it('opens nothing outside the picked folders, named or linked: such a file has a row that says so', async () => {
    const outside = join(studio.dir, 'secret.png');
    await cp(join(folder, '005.png'), outside);
    const tray = join(studio.dir, 'open', 'links');
    await mkdir(tray);
    await symlink(outside, join(tray, 'link.png'));
    const { rows } = await tryOut({ paths: [outside, tray] });
    expect(rows.map(({ verdict, error }) => [verdict, error?.code])).toEqual([
      [null, 'not-found'],
      [null, 'not-found'],
    ]);
    expect(rows.map(({ name }) => basename(name))).toEqual(['secret.png', 'link.png']);
  });

  it('can be cancelled: what was scored stays', async () => {
    const many = join(studio.dir, 'open', 'many');
    await mkdir(many);
    for (let i = 0; i < 60; i++) await cp(join(folder, '005.png'), join(many, `${i}.png`));
    const job = await studio.client.export.tryOut({ product: made.product, release: 1, paths: [many] });
    for await (const event of await studio.client.system.events()) {
      const jobs = event.type === 'snapshot' ? event.jobs : event.type === 'job' ? [event.job] : [];
      if (jobs.some(({ id, done }) => id === job.id && done >= 3)) break;
    }
    await studio.client.system.cancelJob({ job: job.id });
    expect(await studio.finished(job)).toMatchObject({ state: 'cancelled' });
    const kept = (await studio.client.export.tried({ product: made.product, from: 0 }))!;
    expect(kept.rows.length).toBeGreaterThanOrEqual(3);
    expect(kept.rows.length).toBeLessThan(kept.total);
    const later = (await studio.client.export.tried({ product: made.product, from: 2 }))!;
    expect(later.rows.map(({ id }) => id)).toEqual(kept.rows.slice(2).map(({ id }) => id));
  });

  it('leaves no file behind when the studio ends', async () => {
    expect(await ownFolders()).toHaveLength(1);
    const [kept] = await ownFolders();
    await studio.server.workspace.tryOuts.close();
    expect(existsSync(join(tmpdir(), kept!))).toBe(false);
  });
});
