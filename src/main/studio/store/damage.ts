import type { DatabaseSync } from 'node:sqlite';
import { FlawsmithError } from '#shared/errors.ts';

/** A row that is kept as text: what a person calls it, and the text. */
export interface TextRow {
  what: string;
  body: string;
}

/** What is said of a row that does not parse. */
export function damagedRow(what: string, cause?: unknown): FlawsmithError {
  return new FlawsmithError('product-damaged', `${what} cannot be read from the product.`, {
    hint: 'All else of the product can be used. To have it back, restore the folder of the product from a backup.',
    cause,
  });
}

/** Parses rows one by one, so that a bad one costs nobody the others: it is left out and told of in `bad`. */
export function parseRows<T extends TextRow, Value>(
  rows: readonly T[],
  parse: (row: T) => Value,
): { good: Value[]; bad: FlawsmithError[] } {
  const good: Value[] = [];
  const bad: FlawsmithError[] = [];
  for (const row of rows) {
    try {
      good.push(parse(row));
    } catch (cause) {
      bad.push(damagedRow(row.what, cause));
    }
  }
  return { good, bad };
}

/** Rows of a table of texts, such as `Run run-0001`, in a given order. */
export function textRows(
  db: DatabaseSync,
  table: { name: string; key: string; order: string; what: string },
): (TextRow & { key: string | number })[] {
  const rows = db.prepare(`SELECT ${table.key} AS key, body FROM ${table.name} ORDER BY ${table.order}`).all() as {
    key: string | number;
    body: string;
  }[];
  return rows.map(({ key, body }) => ({ key, body, what: `${table.what} ${key}` }));
}
