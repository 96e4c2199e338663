import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';
import { readPorts } from '#studio/workspace/ports.ts';
import { listenFailure, otherPort } from '../../src/main/server/port.ts';
import { type StudioServer, startStudioServer } from '../../src/main/server/server.ts';

describe('a studio that cannot listen', () => {
  let dir: string;
  let other: Server;
  let taken: number;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-port-'));
    other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    taken = (other.address() as AddressInfo).port;
  });
  afterAll(async () => {
    await new Promise((resolve) => other.close(resolve));
    await rm(dir, { recursive: true, force: true });
  });

  /** Starts the studio, and gives back what it says once it has ended. */
  function start(...args: string[]): Promise<{ code: unknown; stderr: string }> {
    const entry = join(projectRoot, 'src', 'main', 'server', 'index.ts');
    const places = ['--state', join(dir, 'state'), '--products', join(dir, 'products'), '--page', dir];
    return new Promise((resolve) => {
      execFile(process.execPath, [entry, ...places, ...args], { timeout: 240_000 }, (error, _, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
  }

  it('says in a sentence what is wrong with the port and what to do', async () => {
    const wanted = [
      [String(taken), `Port ${taken} is in use by another program.`],
      ['70000', '--port takes a whole number from 0 to 65535, not 70000.'],
      ['http', '--port takes a whole number from 0 to 65535, not http.'],
    ] as const;
    for (const [port, sentence] of wanted) {
      const { code, stderr } = await start('--port', port);
      const [first, second, ...rest] = stderr.trimEnd().split('\n');
      expect([code, first]).toEqual([1, sentence]);
      expect(second).toMatch(/^ {2}\S.*free one/);
      expect(rest).toEqual([]);
    }
  });

  it('says so of a port that the system keeps, and of an option that there is none of', async () => {
    const refused = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    expect(listenFailure(refused, 80)).toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/^Port 80 is not permitted/) as string,
    });
    const { code, stderr } = await start('--prot', '8080');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Unknown option '--prot'/);
    expect(stderr).not.toContain('    at ');
  });
});

describe('a studio that was there before', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-port-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const log: string[] = [];
  const start = (port?: number): Promise<StudioServer> =>
    startStudioServer({ port, stateDir: join(dir, 'state'), productsDir: dir, log: (line) => log.push(line) });

  it('comes back to its port with other secrets, and where that is taken to the next that it had, and says so', async () => {
    const one = await start();
    const two = await start();
    expect(two.port).not.toBe(one.port);
    expect(log).toEqual([otherPort(one.port, two.port)]);
    await two.close();
    const twoAgain = await start();
    expect(twoAgain.port).toBe(two.port);
    await Promise.all([one.close(), twoAgain.close()]);
    const oneAgain = await start();
    expect(oneAgain.port).toBe(one.port);
    expect(oneAgain.token).not.toBe(one.token);
    const chosen = await start(0);
    expect(readPorts(join(dir, 'state'))).toEqual([one.port, two.port]);
    await Promise.all([oneAgain.close(), chosen.close()]);
  });

  it('takes a free port where what it kept is damaged', async () => {
    await writeFile(join(dir, 'state', 'ports.json'), '[0, "x"');
    const server = await start();
    expect(readPorts(join(dir, 'state'))).toEqual([server.port]);
    await server.close();
  });
});
