import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '#scoring/npy.ts';
import { backboneFile } from '#studio/paths.ts';
import { type CliResult, runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const side = 96;
const last = ({ rows }: CliResult): Record<string, unknown> => rows.at(-1)!;
/** The bars of the test parts reach into it from the left. */
const zone = { left: 57, top: 10, right: 86, bottom: 70 };
/** What is drawn of it, px less on each side; the rest is margin. */
const inset = 8;
const margin = [inset / side, inset / side];
const polygon = [
  [zone.left + inset, zone.top + inset],
  [zone.right - inset, zone.top + inset],
  [zone.right - inset, zone.bottom - inset],
  [zone.left + inset, zone.bottom - inset],
].map(([x, y]) => [x! / side, y! / side]);

/** Beside it, painted on a grid of 12 × 12: the second row's first two cells, the third row's first. */
const painted = { width: 12, height: 12, runs: [12, 2, 10, 1, 119] };
const isPainted = (x: number, y: number): boolean => (x < 16 && y >= 8 && y < 16) || (x < 8 && y >= 16 && y < 24);
const ignore = [
  { name: 'print', reason: 'a number of its own', margin, polygon },
  { name: 'stain', painted },
];

/** Zones from the command line to a package, of parts that are also seen moved. */
describe.skipIf(!existsSync(backboneFile))('a product with ignore zones, drawn and painted', () => {
  let dir: string;
  let product: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-zone-job-'));
    product = join(dir, 'product');
    await writeProductFolder(join(dir, 'pictures'), 12, side);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  /** A picture with noise wherever a zone is. */
  async function withNoise(from: string, to: string): Promise<void> {
    const { data } = await sharp(from).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const isDrawn = (x: number, y: number): boolean =>
      x >= zone.left && x < zone.right && y >= zone.top && y < zone.bottom;
    for (let i = 0; i < side * side; i++) {
      const [x, y] = [i % side, Math.floor(i / side)];
      if (isDrawn(x, y) || isPainted(x, y)) data.fill((x * 89 + y * 131) % 256, i * 3, i * 3 + 3);
    }
    await sharp(data, { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toFile(to);
  }

  it('is trained, judged and exported without it: a package says the same whatever lies there', async () => {
    expect(await runCli('import', product, join(dir, 'pictures'))).toMatchObject({ code: 0 });
    const file = join(dir, 'zones.json');
    await writeFile(file, JSON.stringify({ ignore }));
    expect(await runCli('zones', product, '--set', file)).toMatchObject({ code: 0 });
    const trained = await runCli('train', product, '--steps', '4', '--size', '64', '--moved', '3');
    expect(trained.stderr + JSON.stringify(last(trained))).toContain('"state":"trained"');
    const run = join(product, 'runs', 'run-0001');
    expect(await readdir(run)).toEqual(expect.arrayContaining(['view.zones', 'reference.zones']));

    const evaluated = last(await runCli('evaluate', product));
    expect(evaluated).toMatchObject({ nNormal: 4, nAnomalous: 4, nMasked: 4, stale: [] });
    expect(Number((evaluated['judged'] as { share: number }).share)).toBeLessThan(0.85);

    const pack = join(dir, 'package');
    const exported = await runCli('export', product, '--out', pack);
    expect(exported).toMatchObject({ code: 0 });
    const manifest = JSON.parse(await readFile(join(pack, 'manifest.json'), 'utf8')) as { preprocessing: object };
    expect(manifest.preprocessing).toMatchObject({
      zones: { version: 1, ignore, photograph: { width: side, height: side } },
    });
    expect(await readFile(join(pack, 'certificate.html'), 'utf8')).toContain(
      'No defect is found in these zones: print (a number of its own), stain.',
    );

    const [plain, noisy] = [join(dir, 'plain.png'), join(dir, 'noisy.png')];
    await copyFile(join(dir, 'pictures/test/bar/0.png'), plain);
    await withNoise(plain, noisy);
    const scored = await runCli('score', pack, plain, noisy, '--maps', join(dir, 'maps'));
    const [one, other] = scored.rows.map(({ score }) => Number(score));
    expect(other).toBe(one);
    const maps = await Promise.all(
      ['plain', 'noisy'].map(async (name) => decodeNpy(await readFile(join(dir, 'maps', `${name}.npy`)), name)),
    );
    expect(maps[1]).toEqual(maps[0]);

    // another reason is another version, and changes nothing that is judged
    await writeFile(file, JSON.stringify({ ignore: [{ ...ignore[0], reason: 'differs' }, ignore[1]] }));
    expect((await runCli('zones', product, '--set', file)).rows[0]).toMatchObject({
      ignore: [{ reason: 'differs' }, {}],
    });
    expect(last(await runCli('runs', product))['stale']).toEqual([]);

    expect(await runCli('zones', product, '--clear')).toMatchObject({ code: 0 });
    expect(last(await runCli('runs', product))['stale']).toEqual(['made for other zones']);
  });
});
