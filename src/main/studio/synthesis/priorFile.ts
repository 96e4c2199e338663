import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type PriorSet, defaultPriorSet, forgesNothing, priorSetSchema } from '#shared/domain/priors.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { describeIssue } from '../parseFile.ts';

/**
 * Reads a prior set from a JSON file. It may hold any part of one, such as `{"kinds": {"warp": {"enabled": false}}}`; what
 * it leaves out keeps its default. A set without a name is called like its file.
 * @throws FlawsmithError `bad-config` naming the value at fault, `not-found`
 */
export async function readPriorSet(file: string): Promise<PriorSet> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw toFlawsmithError(error, file);
  }
  return parsePriorSet(text, file);
}

/** As {@link readPriorSet}, from text; `file` is for the name and for messages. @throws FlawsmithError `bad-config` */
export function parsePriorSet(text: string, file: string): PriorSet {
  let partial: unknown;
  try {
    partial = JSON.parse(text.replace(/^\uFEFF/, '')); // some editors put a byte order mark first
  } catch (cause) {
    throw badPriors(file, `not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (!isRecord(partial)) throw badPriors(file, 'an object is needed');
  const name = basename(file, extname(file)).slice(0, 80);
  const { schema, ...said } = partial;
  // what a file of the first schema says means the same today, and the kinds it does not know stay as they are by default
  const present = schema === undefined || schema === 1 ? defaultPriorSet.schema : schema;
  const parsed = priorSetSchema.safeParse(merge(defaultPriorSet, { name, ...said, schema: present }));
  if (parsed.success && forgesNothing(parsed.data)) {
    throw badPriors(file, 'no kind of defect is left: each is switched off or has a share of 0');
  }
  if (parsed.success) return parsed.data;
  throw badPriors(file, describeIssue(parsed.error.issues[0]!));
}

function badPriors(file: string, what: string): FlawsmithError {
  return new FlawsmithError('bad-config', `The defect recipe ${file} does not parse: ${what}`, {
    file,
    hint: 'Correct this value; docs/cli.md shows the whole form.',
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `over` laid over `base`, object by object; anything else replaces. */
function merge(base: unknown, over: unknown): unknown {
  if (!isRecord(base) || !isRecord(over)) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, Object.hasOwn(over, key) ? merge(base[key], over[key]) : base[key]]),
  );
}
