import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carriedLimitsSchema } from '#shared/domain/limits.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { readLimits } from '#studio/evaluation/limits.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { addAudit } from '#studio/store/records.ts';
import { listRuns } from '#studio/store/runs.ts';

/** As versions before the two records kept limits: one record, written over by a move. */
const share = { expected: 0.0377, low: 0.0047, high: 0.1026 };
const old = {
  acceptLimit: 0.5,
  rejectLimit: 0.6,
  pixelLimit: 0.7,
  n: 52,
  basis: 'calibration',
  overkillAtAccept: share,
  overkillAtReject: share,
  statement: 'From 52 good parts: about 38 go to review or NG.',
};

describe('limits of runs of earlier versions', () => {
  let dir: string;
  let product: Product;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-limits-'));
    product = openProduct(join(dir, 'ring'), { mode: 'write', create: true });
  });
  afterEach(async () => {
    product.close();
    await rm(dir, { recursive: true, force: true });
  });
  const insert = (limits: object): void => {
    const config = { schema: 1, size: 128, seed: 0, budget: { steps: 9 }, loss: defaultLossWeights };
    const run = {
      id: 'run-0001',
      state: 'trained',
      step: 9,
      steps: 9,
      seconds: 1,
      createdAt: '2026-01-01T00:00:00.000Z',
      finishedAt: '2026-01-01T00:00:01.000Z',
      config: { ...config, priorSet: defaultPriorSet },
      weightChange: 1,
      limits,
      reason: null,
      backend: null,
    };
    product.db.prepare('INSERT INTO runs (id, body) VALUES (?, ?)').run(run.id, JSON.stringify(run));
  };

  it('stand as learned, and promise nothing, for their scores were not kept', () => {
    insert(old);
    const limits = readLimits(product);
    expect(limits).toMatchObject({ decided: 'learned', acceptLimit: 0.5, rejectLimit: 0.6, pixelLimit: 0.7, n: 0 });
    expect(limits).toMatchObject({ overkillAtAccept: null, overkillAtReject: null, newDay: null, escapeForged: null });
    expect(limits.statement).toContain('were not kept');
  });

  it('that were moved are told from what was learned by the audit trail', () => {
    const moved = { ...old, acceptLimit: 0.2, rejectLimit: 0.25 };
    insert(moved);
    const first = { ...old, acceptLimit: 0.3 };
    addAudit(product.db, { who: 'studio user', what: 'limits of run-0001', old, new: first, why: 'first' });
    addAudit(product.db, { who: 'studio user', what: 'limits of run-0001', old: first, new: moved, why: 'line trial' });
    const limits = readLimits(product);
    expect(limits).toMatchObject({ decided: 'moved', acceptLimit: 0.2, rejectLimit: 0.25 });
    expect(limits.learned).toEqual({ acceptLimit: 0.5, rejectLimit: 0.6 });
    expect(limits.decision).toMatchObject({ who: 'studio user', why: 'line trial' });
    expect(limits.statement).not.toMatch(/about \d/);
    expect(listRuns(product.db)[0]).not.toHaveProperty('limits');
  });

  it('are read from their packages, which do not say whether they were moved', () => {
    expect(carriedLimitsSchema.parse(old)).toEqual(old);
    expect(carriedLimitsSchema.safeParse({ ...old, rejectLimit: undefined }).success).toBe(false);
  });
});
