import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportQuestions } from '#studio/export/questions.ts';
import { writePackage } from '#studio/export/writePackage.ts';
import type { Product } from '#studio/product.ts';
import { addEvaluation, addTrainedRun, pictureProduct } from '../fixtures/judgedRuns.ts';
import { fixtureContent } from '../fixtures/package.ts';

describe('what is known against a run before it is exported', () => {
  let dir: string;
  let product: Product;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-questions-'));
    product = await pictureProduct(dir);
  });
  afterAll(async () => {
    product.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('is what its evaluation saw fail at the limits in force, and nothing where it failed at nothing', async () => {
    const fine = await addTrainedRun(product);
    await addEvaluation(product, fine, (isBad) => (isBad ? 0.9 : 0.1));
    expect(await exportQuestions(product, fine.id)).toMatchObject({ notJudged: false, failed: [] });
    const poor = await addTrainedRun(product, { config: { seed: 7 } });
    await addEvaluation(product, poor, (isBad) => (isBad ? 0.2 : 0.9)); // the wrong way round
    const { failed } = await exportQuestions(product, poor.id);
    expect(failed.map(({ code }) => code)).toEqual(['testStopped', 'realEscaped']);
    for (const { values } of failed) expect(values['count']).toBe(values['n']);
  });

  it('stands in the certificate', async () => {
    const known = {
      ...{ stoppedEarly: { step: 10, planned: 180 }, notJudged: true, failed: [] },
      stale: [{ code: 'partsAdded' as const, count: 3, of: null }],
    };
    const content = { ...(await fixtureContent(dir)), known };
    await writePackage(content);
    const page = await readFile(join(content.out, 'certificate.html'), 'utf8');
    expect(page).toContain('10 steps, seed 0; stopped early: 180 steps were meant');
    expect(page).toMatch(/Changed since.*3 /);
    expect(page).toContain('was not evaluated');
    const { stoppedEarly, changedSince } = JSON.parse(await readFile(join(content.out, 'certificate.json'), 'utf8'));
    expect([stoppedEarly, changedSince]).toEqual([known.stoppedEarly, [expect.stringContaining('3')]]);
  });
});
