import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSafetensors } from '#engine/model/safetensors.ts';
import { sha256OfFile } from '#scoring/files.ts';
import { backboneFile, setupDir } from '#studio/paths.ts';
import { type CliResult, startCliWith } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { randomWideWeights } from '../fixtures/wideResNet.ts';

const last = ({ rows }: CliResult): Record<string, unknown> => rows.at(-1)!;

/** The published weights come from their hub alone: here the network has random ones. Every command is a process of its own. */
describe.skipIf(!existsSync(backboneFile))('--backbone wide_resnet50_2', () => {
  let dir: string;
  const run = (...args: string[]): Promise<CliResult> =>
    startCliWith({ FLAWSMITH_HOME: join(dir, 'home') }, ...args).finished;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-wide-'));
    await mkdir(join(dir, 'home', 'weights'), { recursive: true });
    for (const part of ['tensorflow', 'weights/efficientnet-lite0', 'weights/efficientnet-lite2'])
      await symlink(join(setupDir, part), join(dir, 'home', part));
    await writeProductFolder(join(dir, 'pictures'), 10, 96);
    expect((await run('import', join(dir, 'product'), join(dir, 'pictures'))).code).toBe(0);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('says how to have it, and the doctor is well without it', async () => {
    const { code, rows } = await run('train', join(dir, 'product'), '--backbone', 'wide_resnet50_2', '--steps', '2');
    expect(code).toBe(1);
    expect(rows.at(-1)).toMatchObject({
      error: { code: 'engine-unavailable', hint: expect.stringContaining('setup -- --backbone wide_resnet50_2') },
    });
    const doctor = await run('doctor');
    const row = doctor.rows.find(({ detail }) => String(detail).includes('WideResNet50-2'));
    expect(row).toMatchObject({ part: 'weights', state: 'absent', fix: expect.stringContaining('wide_resnet50_2') });
    expect(doctor.code).toBe(0);
  });

  it('trains, judges and exports what the package repeats', async () => {
    const folder = join(dir, 'home', 'weights', 'wide_resnet50_2');
    const file = join(folder, 'model.safetensors');
    await mkdir(folder);
    await writeSafetensors(file, { tensors: randomWideWeights(), metadata: {} });
    await writeFile(join(folder, 'SHA256SUMS'), `${await sha256OfFile(file)}  model.safetensors\n`);
    const product = join(dir, 'product');

    const trained = await run('train', product, '--backbone', 'wide_resnet50_2', '--steps', '3', '--size', '64');
    expect(last(trained)).toMatchObject({ state: 'trained', backbone: 'wide_resnet50_2' });
    const pack = join(dir, 'package');
    const exported = await run('export', product, '--out', pack);
    expect(exported.code, exported.stderr).toBe(0);
    expect((await run('verify', pack)).code).toBe(0);
    expect((await run('doctor')).rows).toContainEqual(
      expect.objectContaining({ part: 'weights', state: 'ok', detail: expect.stringContaining('WideResNet50-2') }),
    );
  });
});
