import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  pictureUrl,
  previewRequestSchema,
  sampleMapUrl,
  sampleUrl,
  studioContract,
  studioEventSchema,
} from '#shared/contract/studio.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { router } from '../../src/main/server/routes/index.ts';

const commandsOf = (table: Record<string, Record<string, unknown>>): string[] =>
  Object.entries(table)
    .flatMap(([group, commands]) => Object.keys(commands).map((name) => `${group}.${name}`))
    .sort();

describe('the contract between window and studio', () => {
  it('has an implementation for every command, and none that it does not name', () => {
    expect(commandsOf(router)).toEqual(commandsOf(studioContract));
  });

  it('refuses what is not of its form at the border', () => {
    const request = { product: '0123456789abcdef', priorSet: defaultPriorSet, seed: 1, indices: [0], size: 256 };
    expect(previewRequestSchema.safeParse(request).success).toBe(true);
    for (const wrong of [
      { product: '../../etc' },
      { seed: -1 },
      { indices: [] },
      { size: 255 },
      { priorSet: { kinds: {} } },
      { known: ['k'.repeat(401)] },
    ]) {
      expect(previewRequestSchema.safeParse({ ...request, ...wrong }).success).toBe(false);
    }
    const many = Array.from({ length: 64 }, (_, i) => i);
    const asked = (indices: number[], size: number): boolean =>
      previewRequestSchema.safeParse({ ...request, indices, size }).success;
    expect([asked(many, 384), asked(many.slice(0, 13), 1024)]).toEqual([true, true]);
    expect(asked(many, 1024)).toBe(false); // 470 MB
    expect(studioEventSchema.safeParse({ type: 'unheard of' }).success).toBe(false);
  });

  it('asks for a forecast with the picture size, and takes no size that the network cannot', () => {
    const request = { product: '0123456789abcdef', minutes: 3, size: 384 };
    const schema = studioContract.training.forecast['~orpc'].inputSchema as z.ZodType;
    expect(schema.safeParse(request).success).toBe(true);
    for (const size of [undefined, 100, 32, 2048]) expect(schema.safeParse({ ...request, size }).success).toBe(false);
  });

  it('takes for an import what a plan was confirmed with, and no scale that is none', () => {
    const order = {
      product: '0123456789abcdef',
      folder: '/pictures',
      layout: 'good-bad',
      label: 'normal',
      session: 'May',
    };
    const accepts = (command: 'plan' | 'import', more: object): boolean =>
      (studioContract.dataset[command]['~orpc'].inputSchema as z.ZodType).safeParse({ ...order, ...more }).success;
    expect([accepts('plan', {}), accepts('import', {})]).toEqual([true, true]);
    expect(accepts('import', { scale: { depth: 12 } })).toBe(true);
    for (const scale of [{ depth: 40 }, { range: [1, 0] }, {}]) expect(accepts('import', { scale })).toBe(false);
    for (const command of ['plan', 'import'] as const) expect(accepts(command, { label: 'perhaps' })).toBe(false);
  });

  it('tells of a judgement with its row, and of none without a step', () => {
    const row = { step: 20, seconds: 3.5, imageAuroc: 0.9, aupro30: null };
    const event = { type: 'validation', product: '0123456789abcdef', run: 'run-0001', row };
    expect(studioEventSchema.parse(event)).toEqual(event);
    expect(studioEventSchema.safeParse({ ...event, row: { ...row, step: -1 } }).success).toBe(false);
    expect(studioEventSchema.safeParse({ ...event, run: '../run-0001' }).success).toBe(false);
  });

  it('names sample parts by run, place and step', () => {
    expect(sampleUrl('0123456789abcdef', 'run-0001', 2, 'mask')).toBe('/samples/0123456789abcdef/run-0001/2/mask');
    expect(sampleMapUrl('0123456789abcdef', 'run-0001', 0, 40)).toBe('/samples/0123456789abcdef/run-0001/0/map/40');
  });

  it('names pictures by product and number', () => {
    expect(pictureUrl('0123456789abcdef', 7, 'thumb')).toBe('/pictures/0123456789abcdef/7/thumb');
  });
});
