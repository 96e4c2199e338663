import type { DatabaseSync } from 'node:sqlite';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';

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

/** Settings of a product as a person calls them, and what sets each anew. */
const settingWords = {
  roi: {
    what: 'The region of interest',
    anew: 'Set it again on the page of zones, or with `zones PRODUCT --set FILE`; until then nothing is trained, judged or exported.',
    said: 'roiDamaged',
  },
  zones: {
    what: 'What is inspected and ignored',
    anew: 'Draw the zones again, or `zones PRODUCT --set FILE`; until then nothing is trained, judged or exported.',
    said: 'zonesDamaged',
  },
  ownAreas: {
    what: 'What is ignored in single pictures',
    anew: 'Set it anew for each of them on the page of zones, or with `zones PRODUCT --picture FILE --set FILE`; until then nothing is trained, judged or exported.',
    said: 'ownAreasDamaged',
  },
  foregrounds: {
    what: 'Where the part is in single pictures',
    anew: 'Correct it anew for each of them on the page of zones, or with `foreground PRODUCT --picture FILE --set MASK`; until then nothing is trained.',
    said: 'foregroundsDamaged',
  },
  scale: {
    what: 'The depth or range of the pictures',
    anew: 'Import a folder with the depth or range that the pictures were taken with (`audit PRODUCT` tells it): `import PRODUCT FOLDER --depth BITS`; until then nothing is trained, judged or exported.',
    said: 'depthDamaged',
  },
  split: {
    what: 'How the good parts are divided',
    anew: 'Divide them anew: `split PRODUCT --by auto`, or on the page of the data; until then nothing is imported or trained.',
    said: 'splitDamaged',
  },
  pixelSize: {
    what: 'The scale',
    anew: 'Set it again on the page of zones, or with `scale PRODUCT`; until then lengths are in pixels.',
    said: 'scaleDamaged',
  },
  kinds: {
    what: 'The order of the kinds of defects',
    anew: 'Name a kind anew; until then kinds stand by name.',
    said: 'kindsDamaged',
  },
  kindColours: {
    what: 'The colours of the kinds of defects',
    anew: 'Choose the colours again; until then each kind has one by its place.',
    said: 'coloursDamaged',
  },
} as const;

/** What is said of a setting that does not parse. @param fault what is wrong, in words that follow its name */
export function damagedSetting(key: keyof typeof settingWords, fault: string): FlawsmithError {
  const { what, anew, said: code } = settingWords[key];
  return new FlawsmithError('product-damaged', `${what} cannot be read from the product: ${fault}.`, {
    hint: anew,
    said: said(code),
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
