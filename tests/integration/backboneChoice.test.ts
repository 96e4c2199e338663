import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestSchema } from '#shared/domain/manifest.ts';
import { runFileName } from '#shared/domain/runs.ts';
import { backboneFile, backboneFileOf, setupDir } from '#studio/paths.ts';
import { type CliResult, runCli, startCli, startCliWith } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const last = ({ rows }: CliResult): Record<string, unknown> => rows.at(-1)!;
const bothAreHere = existsSync(backboneFile) && existsSync(backboneFileOf('efficientnet-lite2'));

/** Every command a process of its own. */
describe('--backbone', () => {
  let dir: string;
  let product: string;
  const short = ['--steps', '6', '--size', '64'];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-backbone-'));
    product = join(dir, 'product');
    await writeProductFolder(join(dir, 'pictures'), 10, 96);
    expect((await runCli('import', product, join(dir, 'pictures'))).code).toBe(0);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it.each(['train', 'bench'])(
    'of a name that there is none of is a wrong use of %s, said with those known',
    async (command) => {
      const { code, rows, stderr } = await runCli(command, product, '--backbone', 'lite9', ...short);
      expect(code).toBe(2);
      expect(stderr + JSON.stringify(rows)).toMatch(/lite9.*There are lite0, lite2/s);
    },
  );

  it.skipIf(!bothAreHere)(
    'is the run’s own: in its row, its configuration, its package, and where it goes on',
    async () => {
      const started = startCli('train', product, '--steps', '30', '--size', '64');
      await started.row((row) => row['event'] === 'progress' && (row['step'] as number) >= 1);
      started.child.kill('SIGTERM');
      expect(last(await started.finished)).toMatchObject({ state: 'interrupted', backbone: 'lite2' });
      const config = await readFile(join(product, 'runs', 'run-0001', runFileName), 'utf8');
      const { backbone } = (JSON.parse(config) as { config: { backbone: { name: string; sha256: string } } }).config;
      expect(backbone.name).toBe('efficientnet-lite2');

      const resumed = await runCli('train', product, '--resume', '--backbone', 'lite0');
      expect(resumed.stderr).toContain('--backbone has no effect');
      expect(last(resumed)).toMatchObject({ run: 'run-0001', state: 'trained', backbone: 'lite2' });

      const pack = join(dir, 'package');
      expect((await runCli('export', product, '--out', pack)).code).toBe(0);
      const manifest = manifestSchema.parse(JSON.parse(await readFile(join(pack, 'manifest.json'), 'utf8')));
      expect(manifest.backbone).toEqual(backbone);
      expect(manifest.parity.verdictsEqual).toBe(true);
      expect(await readFile(join(pack, 'certificate.html'), 'utf8')).toContain(
        `EfficientNet-Lite2, sha256 ${backbone.sha256}`,
      );
      expect(JSON.parse(await readFile(join(pack, 'certificate.json'), 'utf8'))).toMatchObject({ backbone });
      expect((await readFile(join(pack, 'model.onnx'))).includes(`efficientnet-lite2 sha256 ${backbone.sha256}`)).toBe(
        true,
      );
      expect((await runCli('verify', pack)).code).toBe(0);

      const other = await runCli('train', product, '--backbone', 'lite0', ...short);
      expect(last(other)).toMatchObject({ run: 'run-0002', backbone: 'lite0' });
      expect((await runCli('runs', product)).rows).toMatchObject([{ backbone: 'lite2' }, { backbone: 'lite0' }]);
      const compared = await runCli('compare', product, 'run-0001', 'run-0002');
      expect(JSON.stringify(compared.rows)).toMatch(/EfficientNet-Lite2 [0-9a-f]{12}.*EfficientNet-Lite0 [0-9a-f]{12}/);
    },
  );

  it.skipIf(!bothAreHere)('stands in the row of a bench', async () => {
    const benched = await runCli('bench', join(dir, 'pictures'), '--backbone', 'lite0', ...short);
    expect(last(benched)).toMatchObject({ data: 'pictures', backbone: 'lite0', steps: 6 });
  });

  it.skipIf(!bothAreHere)(
    'of a network that set-up has not brought fails by its name, and says what to do',
    async () => {
      const home = join(dir, 'home');
      await mkdir(join(home, 'weights'), { recursive: true });
      await symlink(join(setupDir, 'tensorflow'), join(home, 'tensorflow'));
      await symlink(join(setupDir, 'weights', 'efficientnet-lite0'), join(home, 'weights', 'efficientnet-lite0'));
      const before = (await runCli('runs', product)).rows.length;
      const there = { FLAWSMITH_HOME: home };
      const { code, rows } = await startCliWith(there, 'train', product, ...short).finished;
      expect(code).toBe(1);
      expect(rows.at(-1)).toMatchObject({
        error: {
          code: 'engine-unavailable',
          message: expect.stringMatching(/EfficientNet-Lite2 \(lite2\) are not here/),
          hint: expect.stringMatching(/npm run setup.*--backbone lite0/),
        },
      });
      expect((await runCli('runs', product)).rows).toHaveLength(before);

      const doctor = await startCliWith(there, 'doctor').finished;
      expect(doctor.code).toBe(1);
      expect(doctor.rows.filter(({ part }) => part === 'weights')).toMatchObject([
        { state: 'ok', detail: expect.stringContaining('EfficientNet-Lite0 (lite0)') },
        {
          state: 'missing',
          detail: expect.stringContaining('EfficientNet-Lite2 (lite2) is not here'),
          fix: expect.any(String),
        },
        { state: 'absent', detail: expect.stringContaining('WideResNet50-2') },
      ]);
    },
  );
});
