import { copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pictureUrl } from '#shared/contract/studio.ts';
import { openToWindow } from '#studio/workspace/userFolders.ts';
import { type StudioServer, startStudioServer } from '../../src/main/server/server.ts';
import { runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

/** The user's home, a disk beside it, and a state folder; none of them is whoever runs the test's. */
let dir: string;
let before: NodeJS.ProcessEnv;
let server: StudioServer | null = null;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-typed-'));
  await mkdir(join(dir, 'home'));
  before = { ...process.env };
  process.env['FLAWSMITH_STATE'] = join(dir, 'state');
  process.env['FLAWSMITH_ROOTS'] = join(dir, 'home');
});
afterEach(async () => {
  await server?.close();
  server = null;
  process.env = before;
  await rm(dir, { recursive: true, force: true });
});

const remembered = async (): Promise<string[]> => {
  const text = await readFile(join(dir, 'state', 'studio.json'), 'utf8').catch(() => '{"roots":[]}');
  return (JSON.parse(text) as { roots: string[] }).roots;
};
/** Status of the thumbnail of a product's first picture, and what the page is told of folders. */
async function seen(product: string): Promise<{ status: number; closed: { images: number; folders: string[] } }> {
  server ??= await startStudioServer({ productsDir: join(dir, 'home', 'products'), log: () => undefined });
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' };
  const origin = `http://127.0.0.1:${server.port}`;
  const call = async (path: string, json: unknown): Promise<unknown> => {
    const answer = await fetch(`${origin}/rpc/${path}`, { method: 'POST', headers, body: JSON.stringify({ json }) });
    return ((await answer.json()) as { json: unknown }).json;
  };
  const { id } = (await call('products/open', { dir: product })) as { id: string };
  const { status } = await fetch(origin + pictureUrl(id, 1, 'thumb'), { headers });
  const { closed } = (await call('dataset/summary', { product: id })) as {
    closed: { images: number; folders: string[] };
  };
  return { status, closed };
}

describe('a folder that was typed on the command line', () => {
  it('is shown in the window once it was imported, and not by a dry run', async () => {
    const disk = join(dir, 'disk');
    await writeProductFolder(join(disk, 'parts'), 6, 48);
    const product = join(dir, 'home', 'ring');
    expect((await runCli('import', product, join(disk, 'parts'), '--dry-run')).code).toBe(0);
    expect(await remembered()).toEqual([]);
    const { code, stderr } = await runCli('import', product, join(disk, 'parts'));
    expect([code, stderr]).toEqual([0, expect.stringContaining(`shows pictures of ${join(disk, 'parts')}`)]);
    expect(await remembered()).toEqual([join(disk, 'parts')]);
    expect(await seen(product)).toEqual({ status: 200, closed: { images: 0, folders: [] } });
  });

  it('opens nothing for a product that came from somebody else', async () => {
    const stranger = join(dir, 'stranger');
    await writeProductFolder(join(stranger, 'parts'), 6, 48);
    const state = process.env['FLAWSMITH_STATE'];
    process.env['FLAWSMITH_STATE'] = join(dir, 'state-of-the-stranger');
    await runCli('import', join(stranger, 'ring'), join(stranger, 'parts'));
    process.env['FLAWSMITH_STATE'] = state;
    await cp(join(stranger, 'ring'), join(dir, 'home', 'ring'), { recursive: true });
    const { status, closed } = await seen(join(dir, 'home', 'ring'));
    expect(status).toBe(404);
    expect(closed.images).toBeGreaterThan(6);
    expect(closed.folders).toEqual([join(stranger, 'parts')]);
    expect(await remembered()).toEqual([]);
    server!.workspace.registry.allow(join(stranger, 'parts')); // as the shell's dialog does
    expect(await seen(join(dir, 'home', 'ring'))).toEqual({ status: 200, closed: { images: 0, folders: [] } });
  });

  it('is not remembered where it is open already, or holds a folder that is', async () => {
    await mkdir(join(dir, 'home', 'parts'));
    expect(await openToWindow(join(dir, 'home', 'parts'))).toBeNull();
    for (const wide of [dir, dirname(dir), '/']) expect(await openToWindow(wide), wide).toBeNull();
    expect(await remembered()).toEqual([]);
    await mkdir(join(dir, 'disk', 'a'), { recursive: true });
    await symlink(join(dir, 'disk'), join(dir, 'home', 'link'));
    expect(await openToWindow(join(dir, 'home', 'link'))).toBe(join(dir, 'disk'));
    expect(await openToWindow(join(dir, 'disk', 'a'))).toBeNull();
    await copyFile(join(dir, 'state', 'studio.json'), join(dir, 'kept.json'));
    expect(await openToWindow(join(dir, 'disk'))).toBeNull();
    expect(await remembered()).toEqual([join(dir, 'disk')]);
  });
});
