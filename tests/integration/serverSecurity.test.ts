import { symlink } from 'node:fs/promises';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
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
  function bareAnswer(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { port } = studio.server;
      request({ host: '127.0.0.1', port, path, headers: { ...bearer(), ...headers } }, (response) => {
        response.resume();
        resolve(response);
      })
        .on('error', reject)
        .end();
    });
  }
  const bare = async (path: string, headers: Record<string, string>): Promise<number> =>
    (await bareAnswer(path, headers)).statusCode!;
  const bareHeaders = async (path: string, headers: Record<string, string>): Promise<IncomingHttpHeaders> =>
    (await bareAnswer(path, headers)).headers;

  /** A page's cookie, as a browser sends it back. */
  async function signedIn(): Promise<string> {
    const link = new URL(studio.server.link());
    return (await get(link.pathname + link.search)).headers.get('set-cookie')!.split(';')[0]!;
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

  it('answers nobody without a credential, and says so in the log', async () => {
    for (const path of ['/', '/rpc/products/list', '/pictures/0000000000000000/1/thumb', '/preview']) {
      expect((await get(path)).status).toBe(401);
    }
    expect((await get('/', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await get('/?code=wrong')).status).toBe(401);
    expect(studio.log.some((line) => line.includes('not signed in'))).toBe(true);
  });

  it('turns a link into a cookie of its port that no script reads, once', async () => {
    const link = new URL(studio.server.link());
    const response = await get(link.pathname + link.search);
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/');
    const cookie = response.headers.get('set-cookie')!;
    expect(cookie).toMatch(new RegExp(`^flawsmith-${studio.server.port}=`));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect((await get('/', { cookie: cookie.split(';')[0]! })).status).not.toBe(401);
    const again = await get(link.pathname + link.search);
    expect([again.status, again.headers.get('set-cookie')]).toEqual([401, null]);
  });

  it('takes neither credential in the place of the other', async () => {
    const cookie = await signedIn();
    const [name, key] = cookie.split('=') as [string, string];
    expect(studio.server.link()).not.toContain(studio.server.token);
    expect((await get('/', { cookie: `${name}=${studio.server.token}` })).status).toBe(401);
    expect((await get('/', { authorization: `Bearer ${key}` })).status).toBe(401);
    expect((await get(`/?code=${studio.server.token}`)).status).toBe(401);
    expect((await get(`/?code=${key}`)).status).toBe(401);
  });

  it('gives every answer its policy, refusals too', async () => {
    const post = (type: string): Promise<Response> =>
      fetch(`${studio.origin}/rpc/system/about`, {
        method: 'POST',
        headers: { ...bearer(), 'content-type': type },
        body: '{}',
      });
    const answers: [number, Response][] = [
      [401, await get('/')],
      [404, await get('/pictures/0123456789abcdef/1/thumb', bearer())],
      [404, await get('/nothing', bearer())],
      [415, await post('text/plain')],
      [200, await post('application/json')],
    ];
    for (const [status, { headers, status: given }] of answers) {
      expect(given).toBe(status);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(await bareHeaders('/', { host: 'evil.example' })).toMatchObject({ 'x-content-type-options': 'nosniff' });
  });

  it('takes JSON alone where something is brought', async () => {
    const cookie = await signedIn();
    const status = async (type: string | null, method = 'POST'): Promise<number> => {
      const headers = { cookie, ...(type !== null && { 'content-type': type }) };
      const body = new TextEncoder().encode('{}'); // bytes: fetch adds no type of its own
      return (await fetch(`${studio.origin}/rpc/system/about`, { method, headers, body })).status;
    };
    expect(await status('application/json')).toBe(200);
    expect(await status('Application/JSON; charset=utf-8')).toBe(200);
    for (const type of [null, 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect(await status(type), String(type)).toBe(415);
    expect(await status('application/jsonp')).toBe(415);
  });

  it('finds no picture by what every object has', async () => {
    for (const what of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      expect((await get(`/pictures/0123456789abcdef/1/${what}`, bearer())).status, what).toBe(404);
  });

  it('refuses a foreign Host and a foreign Origin even with the token', async () => {
    expect(await bare('/rpc/products/list', { host: 'evil.example' })).toBe(403);
    expect(await bare('/rpc/products/list', { host: `evil.example:${studio.server.port}` })).toBe(403);
    expect(await bare('/rpc/products/list', { origin: 'http://evil.example' })).toBe(403);
    expect(await bare('/rpc/products/list', { origin: 'null' })).toBe(403);
    expect(await bare('/rpc/products/list', { origin: studio.origin })).not.toBe(403);
    for (const site of ['cross-site', 'same-site'])
      expect(await bare('/pictures/0123456789abcdef/1/thumb', { 'sec-fetch-site': site }), site).toBe(403);
    expect(await bare('/nothing', { 'sec-fetch-site': 'same-origin' })).toBe(404);
    expect(await bare('/', { 'sec-fetch-site': 'cross-site' })).not.toBe(403);
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
    const cookie = await signedIn();
    expect((await post({ cookie })).status).toBe(422);
    for (const authorization of ['x', '', 'Bearer ', `Bearer ${cookie.split('=')[1]!}`])
      expect((await post({ cookie, authorization })).status, authorization).toBeGreaterThanOrEqual(401);
    expect(studio.server.workspace.registry.roots).toEqual([]);
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
