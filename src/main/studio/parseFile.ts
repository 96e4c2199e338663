import type { core, z } from 'zod';

/** What a text holds, or what is wrong with it in words that follow the name of its file. */
export type Parsed<T> = { data: T; fault: null } | { data: null; fault: string };

/** Parses a JSON text that a person may have changed or a full disk may have cut off; never throws. */
export function parseJson<T>(text: string, schema: z.ZodType<T>): Parsed<T> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { data: null, fault: text.trim() === '' ? 'it is empty' : 'it is not JSON' };
  }
  const parsed = schema.safeParse(content);
  return parsed.success
    ? { data: parsed.data, fault: null }
    : { data: null, fault: describeIssue(parsed.error.issues[0]!) };
}

/** Where the value is, as one would write it, and what is wrong with it. */
export function describeIssue(issue: core.$ZodIssue): string {
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].join('.');
  const what = issue.code === 'unrecognized_keys' ? 'there is no such property' : issue.message;
  return path === '' ? what : `${path}: ${what}`;
}
