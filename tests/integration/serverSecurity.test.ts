import { symlink } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe("the studio's one door", () => {
  let studio: TestStudio;
  beforeAll(async () => {
    studio = await startTestStudio();
  });
  afterAll(() => studio.close());

  const bearer = (): Record<string, string> => ({ authorization: `Bearer ${studio.server.token}` });
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(studio.origin + path, { headers, redirect: 'manual' });

  /** fetch() sets Host and Origin itself, so a forged one needs a bare request. */
  function bare(path: string, headers: Record<string, string>): Promise<number> {
    return new Promise((resolve, reject) => {
      const { port } = studio.server;
      request({ host: '127.0.0.1', port, path, headers: { ...bearer(), ...headers } }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      })
        .on('error', reject)
        .end();
    });
  }

  /** A body over the limit on a connection of its own: the server may hang up before it is written to its end. */
  function oversized(): Promise<number | 'hung up'> {
    return new Promise((resolve) => {
      const headers = { ...bearer(), connection: 'close', 'content-type': 'application/json' };
      const options = {
        host: '127.0.0.1',
        port: studio.server.port,
        path: '/preview',
        method: 'POST',
        headers,
        agent: false,
      };
      const sent = request(options, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      sent.on('error', () => resolve('hung up'));
      sent.end('x'.repeat(2 * 2 ** 20));
    });
  }

  it('answers nobody without the token, and says so in the log', async () => {
    for (const path of ['/', '/rpc/products/list', '/pictures/0000000000000000/1/thumb', '/preview']) {
      expect((await get(path)).status).toBe(401);
    }
    expect((await get('/', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await get('/?token=wrong')).status).toBe(401);
    expect(studio.log.some((line) => line.includes('no token'))).toBe(true);
  });

  it('turns the one-time link into a cookie that no script reads', async () => {
    const response = await get(`/?token=${studio.server.token}`);
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/');
    const cookie = response.headers.get('set-cookie')!;
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect((await get('/', { cookie: cookie.split(';')[0]! })).status).not.toBe(401);
  });

  it('refuses a foreign Host and a foreign Origin even with the token', async () => {
    expect(await bare('/rpc/products/list', { host: 'evil.example' })).toBe(403);
    expect(await bare('/rpc/products/list', { host: `evil.example:${studio.server.port}` })).toBe(403);
    expect(await bare('/rpc/products/list', { origin: 'http://evil.example' })).toBe(403);
    expect(await bare('/rpc/products/list', { origin: 'null' })).toBe(403);
    expect(await bare('/rpc/products/list', { origin: studio.origin })).not.toBe(403);
  });

  it('opens nothing outside the picked folders, links included', async () => {
    await symlink('/etc', join(studio.dir, 'open', 'link'));
    for (const path of [
      '/etc',
      join(studio.dir, 'open', 'link'),
      join(studio.dir, 'open', '..', '..'),
      tmpdir(),
      'relative',
    ]) {
      await expect(studio.client.folders.list({ path })).rejects.toMatchObject({ data: { code: 'not-found' } });
    }
    await expect(studio.client.products.open({ dir: '/etc' })).rejects.toMatchObject({ data: { code: 'not-found' } });
    expect((await studio.client.folders.list({ path: join(studio.dir, 'open') })).entries).toMatchObject([]);
    expect((await get('/..%2f..%2f..%2fetc/passwd', bearer())).status).toBe(404);
  });

  it('lets a page, which knows the cookie alone, open no further folder', async () => {
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${studio.origin}/rpc/folders/allow`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ json: { path: tmpdir() } }),
      });
    expect((await post({ cookie: `flawsmith=${studio.server.token}` })).status).toBe(422);
    await expect(studio.client.folders.list({ path: tmpdir() })).rejects.toMatchObject({ data: { code: 'not-found' } });
  });

  it('refuses oversized bodies and malformed messages, and lives', async () => {
    const post = (path: string, body: string): Promise<Response> =>
      fetch(studio.origin + path, {
        method: 'POST',
        body,
        headers: { ...bearer(), 'content-type': 'application/json' },
      });
    expect([413, 'hung up']).toContain(await oversized());
    expect((await post('/preview', '{not json')).status).toBe(422);
    expect((await post('/preview', '{"product":"../../etc"}')).status).toBe(422);
    expect((await post('/rpc/products/open', '[]')).status).toBeGreaterThanOrEqual(400);
    expect((await post('/rpc/no/such/command', '{}')).status).toBe(404);
    expect((await get('/pictures/0123456789abcdef/1/thumb', bearer())).status).toBe(404);
    expect(await studio.client.products.list()).toEqual([]);
  });

  it('sends a strict policy with every page', async () => {
    const policy = (await get('/', bearer())).headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("script-src 'self' 'unsafe-inline'");
  });
});
