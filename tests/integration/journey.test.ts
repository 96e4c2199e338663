import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backboneFile } from '#studio/paths.ts';
import { type CliResult, runCli, startCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const last = ({ rows }: CliResult): Record<string, unknown> => rows.at(-1)!;
const errorCode = (result: CliResult): unknown => (last(result)['error'] as { code: string } | undefined)?.code;

/** The whole job, every command a process of its own on native TensorFlow, SQLite and onnxruntime. */
describe.skipIf(!existsSync(backboneFile))('the main job from the command line', () => {
  let dir: string;
  let product: string;
  const size = ['--size', '64'];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-journey-'));
    product = join(dir, 'product');
    await writeProductFolder(join(dir, 'pictures'), 16, 96);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('imports, trains, evaluates, exports, verifies and scores', async () => {
    const imported = await runCli('import', product, join(dir, 'pictures'));
    expect(imported).toMatchObject({ code: 0 });
    expect(last(imported)).toMatchObject({ added: 24 });

    const trained = await runCli('train', product, '--steps', '12', '--seed', '5', ...size);
    expect(trained.code).toBe(0);
    const progress = trained.rows.filter((row) => row['event'] === 'progress');
    expect(progress.length).toBeGreaterThan(0);
    expect(progress[0]).toMatchObject({ run: 'run-0001', steps: 12, losses: { total: expect.any(Number) } });
    expect(last(trained)).toMatchObject({ run: 'run-0001', state: 'trained', step: 12 });

    expect((await runCli('runs', product)).rows).toMatchObject([
      { id: 'run-0001', state: 'trained', step: 12, steps: 12 },
    ]);

    const evaluated = last(await runCli('evaluate', product));
    expect(evaluated).toMatchObject({ run: 'run-0001', nNormal: 4, nAnomalous: 4, nMasked: 4 });
    expect(evaluated['imageAuroc']).toBeGreaterThan(0.9);
    expect(evaluated['aupro30']).toBeGreaterThan(0.5);
    expect(evaluated['synthetic']).toMatchObject({ imageAuroc: expect.any(Number) });

    const pack = join(dir, 'package');
    const exported = await runCli('export', product, '--out', pack);
    expect(exported.stderr + JSON.stringify(exported.rows)).not.toContain('parity-failed');
    expect(exported.code).toBe(0);
    expect((await runCli('verify', pack)).code).toBe(0);

    const scored = await runCli('score', pack, join(dir, 'pictures/test'), '--maps', join(dir, 'maps'));
    expect(scored.code).toBe(0);
    expect(scored.rows).toHaveLength(8);
    for (const row of scored.rows) {
      expect(row).toMatchObject({
        file: expect.stringMatching(/^\//),
        score: expect.any(Number),
        ms: expect.any(Number),
      });
      const map = await readFile(row['map'] as string);
      expect(map.subarray(1, 6).toString()).toBe('NUMPY');
      expect(map.length).toBeGreaterThan(64 * 64 * 4);
    }
    const scores = (kind: string): number[] =>
      scored.rows.filter((row) => (row['file'] as string).includes(kind)).map((row) => row['score'] as number);
    expect(Math.min(...scores('/bar/'))).toBeGreaterThan(Math.max(...scores('/good/')));
  });

  it('refuses a package that was changed, and scores nothing with it', async () => {
    const pack = join(dir, 'package');
    await appendFile(join(pack, 'README.md'), 'x');
    const verified = await runCli('verify', pack);
    expect(verified.code).toBe(1);
    const scored = await runCli('score', pack, join(dir, 'pictures/test'));
    expect(scored.code).toBe(1);
    expect(errorCode(scored)).toBe('package-damaged');
    expect(scored.rows).toHaveLength(1);
  });

  it('forges the same pictures for the same seed on two separately imported products', async () => {
    const other = join(dir, 'elsewhere');
    await writeProductFolder(join(dir, 'copied pictures'), 16, 96);
    await runCli('import', other, join(dir, 'copied pictures'), '--session', 'another name');
    for (const [from, out] of [
      [product, 'forged-a'],
      [other, 'forged-b'],
    ]) {
      const result = await runCli(
        'synthesize',
        from!,
        '--count',
        '5',
        '--seed',
        '9',
        '--out',
        join(dir, out!),
        ...size,
      );
      expect(result.code).toBe(0);
    }
    const names = (await readdir(join(dir, 'forged-a'))).filter((name) => name.endsWith('.png'));
    expect(names).toHaveLength(10);
    for (const name of names) {
      expect(await readFile(join(dir, 'forged-a', name))).toEqual(await readFile(join(dir, 'forged-b', name)));
    }
  });

  it('survives kill -9 in mid-step: the run reads interrupted, and resumes', async () => {
    const running = startCli('train', product, '--steps', '4000', ...size);
    await running.row((row) => row['event'] === 'progress');
    const locked = await runCli('train', product, '--steps', '5', ...size);
    expect(errorCode(locked)).toBe('product-locked');
    const { rows: during } = await runCli('runs', product);
    expect(during.at(-1)).toMatchObject({ state: 'running' });
    // A checkpoint is written every 15 s at the latest; resuming needs one.
    await running.row(() => existsSync(join(product, 'runs', 'run-0002', 'checkpoint.safetensors')));
    running.child.kill('SIGKILL');
    await running.finished;
    const resumed = startCli('train', product, '--resume');
    const first = await resumed.row((row) => row['event'] === 'progress');
    expect(first['step']).toBeGreaterThan(1);
    expect(first['steps']).toBe(4000);
    resumed.child.kill('SIGINT');
    expect(await resumed.finished).toMatchObject({ code: 130 });
    const { rows } = await runCli('runs', product);
    expect(rows.at(-1)).toMatchObject({ state: 'interrupted' });
  });

  it('names what is wrong: no product, one picture, no run, bad priors, wrong usage', async () => {
    expect(errorCode(await runCli('runs', join(dir, 'nowhere')))).toBe('not-found');
    const single = join(dir, 'single');
    await writeProductFolder(join(dir, 'one'), 1, 96);
    await rm(join(dir, 'one/test'), { recursive: true });
    await runCli('import', single, join(dir, 'one'));
    expect(errorCode(await runCli('train', single, '--steps', '2'))).toBe('too-few-images');
    expect(errorCode(await runCli('evaluate', single))).toBe('no-run');
    await writeFile(join(dir, 'priors.json'), '{"kinds":{"scratch":{"size":[9,3]}}}');
    const priors = await runCli('train', product, '--steps', '2', '--priors', join(dir, 'priors.json'));
    expect(errorCode(priors)).toBe('bad-config');
    expect(await runCli('train')).toMatchObject({ code: 2 });
  });
});
