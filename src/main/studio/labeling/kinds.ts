import { z } from 'zod';
import { type KindMark, kindColours, kindMarks } from '#shared/domain/labeling.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { recordEdit } from '../store/edits.ts';
import { countKinds } from '../store/images.ts';
import { addAudit } from '../store/records.ts';
import { readParsed, writeSetting } from '../store/settings.ts';

const setting = 'kinds';
const colourSetting = 'kindColours';

/** Kinds of defects of a product: those that a person named, in that order, then those of pictures and layers by name. */
export function productKinds(product: Product): string[] {
  const { db } = product;
  const named = readParsed(db, setting, z.array(z.string())) ?? [];
  const painted = db.prepare('SELECT DISTINCT kind FROM label_layers').all() as unknown as { kind: string }[];
  const found = new Set([...countKinds(db), ...painted].map(({ kind }) => kind));
  return [...named, ...[...found].filter((kind) => !named.includes(kind)).sort()];
}

/** Kinds that a person gave a colour, 1–6. */
const colourSchema = z.record(z.string(), z.number().int().min(1).max(kindColours));
export const coloursOfKinds = ({ db }: Product): Record<string, number> =>
  readParsed(db, colourSetting, colourSchema) ?? {};

/** Keeps the order of kinds, and colours; null takes one away. Inside a step of the undo stack it is part of that. */
export function keepKinds(product: Product, kinds: readonly string[], colours: Record<string, number | null>): void {
  writeSetting(product.db, setting, JSON.stringify(kinds));
  const all = Object.entries({ ...coloursOfKinds(product), ...colours }).filter(([, colour]) => colour !== null);
  writeSetting(product.db, colourSetting, JSON.stringify(Object.fromEntries(all)));
}

/**
 * Gives a kind a colour of its own, as a step that can be undone; audited.
 * @param colour 1–6, of the colours for kinds
 * @throws FlawsmithError `not-found` where no kind is called so
 */
export function colourKind(product: Product, { kind, colour }: { kind: string; colour: number }, who: string): void {
  const known = productKinds(product);
  if (!known.includes(kind)) throw unknownKind(product, kind, known);
  recordEdit(product.db, who, () => {
    const old = coloursOfKinds(product)[kind] ?? null;
    keepKinds(product, known, { [kind]: colour });
    addAudit(product.db, { who, what: `colour of kind ${kind}`, old, new: colour });
    return { result: undefined, code: 'kindColoured', values: { kind } };
  });
}

export const unknownKind = ({ dir }: Product, kind: string, known: readonly string[]): FlawsmithError =>
  new FlawsmithError('not-found', `No kind of defect in this product is called ${kind}.`, {
    file: dir,
    hint: known.length > 0 ? `Kinds in this product: ${known.join(', ')}.` : 'No kind is named yet.',
  });

/** A kind with its mark, and how many pictures are of it. */
export interface KindRow extends KindMark {
  pictures: number;
}

export function listKinds(product: Product): KindRow[] {
  const counts = new Map(countKinds(product.db).map(({ kind, count }) => [kind, count]));
  const marks = kindMarks(productKinds(product), coloursOfKinds(product));
  return marks.map((mark) => ({ ...mark, pictures: counts.get(mark.kind) ?? 0 }));
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
