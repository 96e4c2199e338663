import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { type LossRow, lossRowSchema } from '#shared/contract/studio.ts';
import {
  type SampleIndex,
  type ValidationRow,
  sampleFiles,
  sampleIndexSchema,
  validationRowSchema,
} from '#shared/domain/validation.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { requireInProduct } from '../realPaths.ts';

/**
 * The rows of a run's .jsonl file as one line of rising steps: what a resumed run writes again replaces what it had
 * written before. Lines that do not parse, such as the last of a run that was killed, are left out.
 * @returns [] where there is no file: the run never came so far
 */
export async function readRows<Row extends { step: number }>(file: string, schema: z.ZodType<Row>): Promise<Row[]> {
  const text = await readOrNull(file);
  const rows: Row[] = [];
  for (const line of text?.split('\n') ?? []) {
    const row = schema.safeParse(parse(line));
    if (!row.success) continue;
    while (rows.length && rows.at(-1)!.step >= row.data.step) rows.pop();
    rows.push(row.data);
  }
  return rows;
}

/** Losses of a run, a row a step, by rising step. */
export function readLosses(product: Product, run: string): Promise<LossRow[]> {
  return readRows(product.path('runs', run, 'metrics.jsonl'), lossRowSchema);
}

/** Judgements of a run on held-out forgeries, by rising step. */
export function readValidation(product: Product, run: string): Promise<ValidationRow[]> {
  return readRows(product.path('runs', run, 'validation.jsonl'), validationRowSchema);
}

/** The fixed sample parts of a run; null where it has none, or they cannot be read. */
export async function readSamples(product: Product, run: string): Promise<SampleIndex | null> {
  const text = await readOrNull(product.path('runs', run, 'samples', sampleFiles.index));
  const index = sampleIndexSchema.safeParse(parse(text ?? ''));
  return index.success ? index.data : null;
}

/** @throws FlawsmithError `not-found` */
export async function readSampleFile(product: Product, run: string, name: string): Promise<Uint8Array> {
  const file = await requireInProduct(product, product.path('runs', run, 'samples', name));
  const bytes = await readFile(file).catch(() => null); // thinned meanwhile
  if (bytes) return bytes;
  throw new FlawsmithError('not-found', 'This sample picture is no longer kept.', { hint: 'Open the page again.' });
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
