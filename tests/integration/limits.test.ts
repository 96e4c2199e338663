import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Calibration, type Limits, limitsSchema } from '#shared/domain/limits.ts';
import { manifestSchema } from '#shared/domain/manifest.ts';
import { backboneFile } from '#studio/paths.ts';
import { openProduct } from '#studio/product.ts';
import { readCalibration } from '#studio/store/calibrations.ts';
import { listAudit } from '#studio/store/records.ts';
import { type CliResult, runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const last = ({ rows }: CliResult): Record<string, unknown> => rows.at(-1)!;
const errorCode = (result: CliResult): unknown => (last(result)['error'] as { code: string } | undefined)?.code;

/** A run trained, its limits moved, and what everything that is exported then says of them. */
describe.skipIf(!existsSync(backboneFile))('limits that a person moves', () => {
  let dir: string;
  let product: string;
  let learned: Limits & { run: string };
  let scores: Calibration;

  const pack = async (): Promise<{ limits: Limits; certificate: Limits; texts: string[] }> => {
    const out = join(dir, 'package');
    const exported = await runCli('export', product, '--out', out);
    expect(exported, exported.stderr).toMatchObject({ code: 0 });
    const read = (name: string): Promise<string> => readFile(join(out, name), 'utf8');
    const manifest = manifestSchema.parse(JSON.parse(await read('manifest.json')));
    const certificate = JSON.parse(await read('certificate.json')) as { limits: unknown };
    expect((await runCli('verify', out, '--golden')).code).toBe(0);
    return {
      limits: limitsSchema.parse(manifest.limits),
      certificate: limitsSchema.parse(certificate.limits),
      texts: [await read('README.md'), (await read('certificate.html')).replaceAll('&#39;', "'")],
    };
  };
  /** Share of calibration parts at or above a limit. */
  const shareFrom = (limit: number): number =>
    scores.good.filter(({ score }) => score >= limit).length / scores.good.length;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-limits-'));
    product = join(dir, 'product');
    await writeProductFolder(join(dir, 'pictures'), 30, 96);
    await runCli('import', product, join(dir, 'pictures'));
    const trained = await runCli('train', product, '--steps', '3', '--size', '64');
    expect(trained, trained.stderr).toMatchObject({ code: 0 });
    const shown = await runCli('limits', product);
    learned = last(shown) as typeof learned;
    expect(last(trained)['limits']).toEqual(learned);
    const reader = openProduct(product, { mode: 'read' });
    scores = readCalibration(reader.db, 'run-0001')!;
    reader.close();
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('are shown as learned, from parts, without an evaluation', () => {
    expect(limitsSchema.parse(learned)).toMatchObject({ decided: 'learned', unit: 'part', sessions: 1, newDay: null });
    expect(learned).toMatchObject({ run: 'run-0001', n: scores.good.length, pictures: scores.good.length });
    expect(scores.goodParts).toBe(30);
    expect(scores.forged).toHaveLength(120);
    expect(learned.overkillAtAccept!.expected).toBeCloseTo(1 / (learned.n + 1), 12);
    const passes = scores.forged!.filter(({ score }) => score < learned.acceptLimit).length;
    expect(learned.escapeForged).toMatchObject({ n: 120, expected: passes / 120 });
    expect(learned.statement).toContain('all these parts are of one session');
  });

  it('carry what the calibration scores say of them into manifest, certificate, README and sentence', async () => {
    const sorted = scores.good.map(({ score }) => score).sort((a, b) => a - b);
    const accept = Math.max(0, sorted[1]! - 1e-6);
    const reject = (sorted[2]! + sorted[3]!) / 2;
    const command = ['limits', product, '--accept', String(accept), '--reject', String(reject)];
    expect(errorCode(await runCli(...command))).toBe('usage'); // no reason
    const moved = last(await runCli(...command, '--why', 'line trial')) as Limits;
    expect(moved).toMatchObject({ decided: 'moved', acceptLimit: accept, rejectLimit: reject });
    expect(moved.learned).toEqual({ acceptLimit: learned.acceptLimit, rejectLimit: learned.rejectLimit });
    expect(moved.overkillAtAccept!.expected).toBeCloseTo(shareFrom(accept), 12);
    expect(shareFrom(accept)).toBeCloseTo((scores.good.length - 1) / scores.good.length, 12);
    expect(moved.overkillAtReject!.expected).toBeCloseTo(shareFrom(reject), 12);

    const { limits, certificate, texts } = await pack();
    expect(limits).toEqual(limitsSchema.parse(moved));
    expect(certificate).toEqual(limits);
    for (const text of texts) {
      expect(text).toContain(limits.statement);
      expect(text).toContain(`${(100 * shareFrom(accept)).toFixed(2)} %`);
      expect(text).toContain('line trial');
      expect(text).not.toContain(learned.statement);
    }
    const evaluated = last(await runCli('evaluate', product));
    expect(evaluated['limits']).toMatchObject({ decided: 'moved', overkillAtAccept: limits.overkillAtAccept });
  });

  it('go back to what was learned, which no move has changed, each step in the audit trail', async () => {
    expect(last(await runCli('limits', product, '--learned'))).toEqual(learned);
    expect((await pack()).limits).toEqual(limitsSchema.parse(learned));
    const reader = openProduct(product, { mode: 'read' });
    const trail = listAudit(reader.db).filter(({ what }) => what === 'limits of run-0001');
    reader.close();
    expect(trail.map(({ why }) => why)).toEqual(['line trial', 'back to the limits as learned']);
    expect(JSON.parse(trail[0]!.old!)).toMatchObject({ decided: 'learned', acceptLimit: learned.acceptLimit });
    expect(JSON.parse(trail[1]!.new!)).toMatchObject({ decided: 'learned', acceptLimit: learned.acceptLimit });
  });

  it('refuses what is no pair of limits, and a reason for nothing', async () => {
    const crossed = await runCli('limits', product, '--accept', '0.6', '--reject', '0.5', '--why', 'x');
    expect([crossed.code, errorCode(crossed)]).toEqual([2, 'usage']);
    expect((await runCli('limits', product, '--why', 'x')).code).toBe(2);
    expect((await runCli('limits', product, '--accept', '1.5', '--why', 'x')).code).toBe(2);
    expect((await runCli('limits', product, '--learned', '--accept', '0.5')).code).toBe(2);
    expect(errorCode(await runCli('limits', product, '--run', 'run-0007'))).toBe('no-run');
    expect(last(await runCli('limits', product))).toEqual(learned);
  });
});
