import type { Context } from 'hono';
import type { z } from 'zod';
import { FlawsmithError } from '#shared/errors.ts';

/** The JSON that a request brings. @param what names it where it is wrong @throws FlawsmithError `usage` */
export async function readBody<S extends z.ZodType>(context: Context, schema: S, what: string): Promise<z.output<S>> {
  const body = schema.safeParse(await context.req.json().catch(() => null)); // no JSON at all fits no schema
  if (!body.success) throw new FlawsmithError('usage', `Malformed ${what}: ${body.error.message}`);
  return body.data;
}
