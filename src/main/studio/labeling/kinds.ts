import { z } from 'zod';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { countKinds } from '../store/images.ts';
import { addAudit } from '../store/records.ts';
import { readParsed, writeSetting } from '../store/settings.ts';

const setting = 'kinds';

/** Kinds of defects of a product: those that a person named, in that order, then those of pictures and layers by name. */
export function productKinds(product: Product): string[] {
  const { db } = product;
  const named = readParsed(db, setting, z.array(z.string())) ?? [];
  const painted = db.prepare('SELECT DISTINCT kind FROM label_layers').all() as unknown as { kind: string }[];
  const found = new Set([...countKinds(db), ...painted].map(({ kind }) => kind));
  return [...named, ...[...found].filter((kind) => !named.includes(kind)).sort()];
}

/** Names a kind, after all others. @returns all kinds */
export function addKind(product: Product, kind: string, who: string): string[] {
  const known = productKinds(product);
  if (known.includes(kind)) return known;
  const kinds = [...known, kind];
  transaction(product.db, () => {
    writeSetting(product.db, setting, JSON.stringify(kinds));
    addAudit(product.db, { who, what: 'kind of defect named', new: kind });
  });
  return kinds;
}
