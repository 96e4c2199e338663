import { type KindMark, kindMarks } from '#shared/domain/labeling.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { recordEdit } from '../store/edits.ts';
import { countKinds } from '../store/images.ts';
import { addAudit } from '../store/records.ts';
import { putParsed, readableSetting } from '../store/settings.ts';

/** Kinds of defects of a product: those that a person named, in that order, then those of pictures and layers by name. */
export function productKinds(product: Product): string[] {
  const { db } = product;
  const named = readableSetting(db, 'kinds') ?? [];
  const painted = db.prepare('SELECT DISTINCT kind FROM label_layers').all() as unknown as { kind: string }[];
  const found = new Set([...countKinds(db), ...painted].map(({ kind }) => kind));
  return [...named, ...[...found].filter((kind) => !named.includes(kind)).sort()];
}

/** Kinds that a person gave a colour, 1–6. */
export const coloursOfKinds = ({ db }: Product): Record<string, number> => readableSetting(db, 'kindColours') ?? {};

/** Keeps the order of kinds, and colours; null takes one away. Inside a step of the undo stack it is part of that. */
export function keepKinds(
  product: Product,
  kinds: readonly string[],
  colours: Record<string, number | null>,
  who: string,
): void {
  putParsed(product.db, 'kinds', [...kinds], who);
  const all = Object.entries({ ...coloursOfKinds(product), ...colours }).flatMap(([kind, colour]) =>
    colour === null ? [] : [[kind, colour] as const],
  );
  putParsed(product.db, 'kindColours', Object.fromEntries(all), who);
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
    keepKinds(product, known, { [kind]: colour }, who);
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
    putParsed(product.db, 'kinds', kinds, who);
    addAudit(product.db, { who, what: 'kind of defect named', new: kind });
  });
  return kinds;
}
