import type { DatabaseSync } from 'node:sqlite';
import { type Edit, type EditCode, type EditStack, editSchema } from '#shared/domain/edits.ts';
import { parseRows } from './damage.ts';
import { transaction } from './database.ts';

/** Columns of a picture that a step may change and undoing it brings back. Where its files lie is no step of a person. */
const tracked = [
  ...['label', 'kind', 'split', 'split_before', 'session', 'part', 'unit', 'recording'],
  ...['left_out_at', 'withdrawn', 'pinned'],
];
const list = (of: (column: string) => string, between = ', '): string => tracked.map(of).join(between);

/** Settings that are part of the data: how the pictures are divided, what of them is looked at, their scale, and kinds of defects. */
const trackedSettings = "('split', 'roi', 'zones', 'ownAreas', 'foregrounds', 'pixelSize', 'kinds', 'kindColours')";

/** The step under way in a database, to which the triggers book what changes. */
const current = new WeakMap<DatabaseSync, number>();

/**
 * Has every change of a picture, a prior set or a setting of the data booked to the step under way, whoever makes it. For
 * who opened the product to write; the triggers last as long as the connection.
 */
export function trackEdits(db: DatabaseSync): void {
  db.function('current_edit', () => current.get(db) ?? null);
  const book = `INSERT INTO edit_images (edit, image, ${list((c) => `old_${c}`)}, ${list((c) => `new_${c}`)})`;
  const again = `ON CONFLICT (edit, image) DO UPDATE SET ${list((c) => `new_${c} = excluded.new_${c}`)}`;
  const bookText = (what: string, key: string, old: string, now: string): string =>
    `INSERT INTO edit_values (edit, what, key, old, new) VALUES (current_edit(), '${what}', ${key}, ${old}, ${now})
      ON CONFLICT (edit, what, key) DO UPDATE SET new = excluded.new`;
  const onTable = (table: string, what: string, key: string, value: string, also = ''): string =>
    (
      [
        ['INSERT', `NEW.${key}`, 'NULL', `NEW.${value}`],
        ['UPDATE', `NEW.${key}`, `OLD.${value}`, `NEW.${value}`],
        ['DELETE', `OLD.${key}`, `OLD.${value}`, 'NULL'],
      ] as const
    )
      .map(
        ([event, name, old, now]) => `CREATE TEMP TRIGGER edit_${what}_${event} AFTER ${event} ON main.${table}
          WHEN current_edit() IS NOT NULL ${also && `AND ${name} ${also}`} BEGIN ${bookText(what, name, old, now)}; END;`,
      )
      .join('\n');
  db.exec(`
    CREATE TEMP TRIGGER edit_image_update AFTER UPDATE ON main.all_images
      WHEN current_edit() IS NOT NULL AND (${list((c) => `OLD.${c} IS NOT NEW.${c}`, ' OR ')})
      BEGIN ${book} VALUES (current_edit(), NEW.id, ${list((c) => `OLD.${c}`)}, ${list((c) => `NEW.${c}`)}) ${again}; END;
    CREATE TEMP TRIGGER edit_image_insert AFTER INSERT ON main.all_images WHEN current_edit() IS NOT NULL
      BEGIN ${book} VALUES (current_edit(), NEW.id,
        ${list((c) => (c === 'withdrawn' ? '1' : `NEW.${c}`))}, ${list((c) => `NEW.${c}`)}) ${again}; END;
    ${onTable('settings', 'setting', 'key', 'value', `IN ${trackedSettings}`)}
    ${onTable('prior_sets', 'priors', 'name', 'body')}
  `);
}

/** What is to be said of a step. */
export type EditWords = Pick<Edit, 'who' | 'code' | 'values'>;

/** Begins a step that takes more than one transaction; {@link endEdit} ends it, and so does the next opening. */
export function startEdit(db: DatabaseSync, { who, code, values }: EditWords): number {
  const insert = db.prepare(`INSERT INTO edits (at, who, code, "values", state) VALUES (?, ?, ?, ?, 'open')`);
  return Number(insert.run(new Date().toISOString(), who, code, JSON.stringify(values)).lastInsertRowid);
}

/** Does part of a step in one transaction. Inside another step it is part of that. */
export function withinEdit<T>(db: DatabaseSync, edit: number, work: () => T): T {
  if (current.has(db)) return transaction(db, work);
  current.set(db, edit);
  try {
    return transaction(db, work);
  } finally {
    current.delete(db);
  }
}

/**
 * Ends a step. One that changed nothing is forgotten; after any other, what was undone before cannot be done again.
 * @param values in place of those at its beginning
 */
export function endEdit(db: DatabaseSync, edit: number, values?: Edit['values']): Edit | null {
  return transaction(db, () => {
    const unchanged = list((c) => `old_${c} IS new_${c}`, ' AND ');
    db.prepare(`DELETE FROM edit_images WHERE edit = ? AND ${unchanged}`).run(edit);
    db.prepare('DELETE FROM edit_values WHERE edit = ? AND old IS new').run(edit);
    const isEmpty = `NOT EXISTS (SELECT 1 FROM edit_images WHERE edit = ?1) AND NOT EXISTS
      (SELECT 1 FROM edit_values WHERE edit = ?1)`;
    if (db.prepare(`DELETE FROM edits WHERE number = ?1 AND ${isEmpty}`).run(edit).changes > 0) return null;
    db.prepare("DELETE FROM edits WHERE state = 'undone'").run();
    db.prepare(`UPDATE edits SET state = 'done', "values" = coalesce(?, "values") WHERE number = ?`).run(
      values ? JSON.stringify(values) : null,
      edit,
    );
    return findEdit(db, edit);
  });
}

/**
 * One step in one transaction. Inside another one it is part of that, and gives no step of its own.
 * @param work gives its result and what is to be said of the step
 */
export function recordEdit<T>(
  db: DatabaseSync,
  who: string,
  work: () => { result: T; code: EditCode; values: Edit['values'] },
): { result: T; edit: Edit | null } {
  if (current.has(db)) return { result: transaction(db, work).result, edit: null };
  return transaction(db, () => {
    const number = startEdit(db, { who, code: 'several', values: {} });
    const { result, code, values } = withinEdit(db, number, work);
    db.prepare('UPDATE edits SET code = ? WHERE number = ?').run(code, number);
    return { result, edit: endEdit(db, number, values) };
  });
}

/** Books other limits of a run to the step under way: none of the tables that are watched shows them. */
export const bookLimits = (db: DatabaseSync, run: string, old: unknown, now: unknown): void =>
  bookValue(db, { what: 'limits', key: run, old: JSON.stringify(old), new: JSON.stringify(now) });

/** Books another mask of a picture; where an import follows one to where it lies now, that is no step. */
export const bookMask = (db: DatabaseSync, image: number, old: string | null, now: string | null): void =>
  bookValue(db, { what: 'mask', key: String(image), old, new: now });

/** Books other layers of a picture, such as of other kinds. */
export const bookLayers = (db: DatabaseSync, image: number, old: string | null, now: string | null): void =>
  bookValue(db, { what: 'layers', key: String(image), old, new: now });

function bookValue(db: DatabaseSync, { what, key, old, new: now }: EditValue): void {
  const edit = current.get(db);
  if (edit === undefined) return;
  db.prepare(
    `INSERT INTO edit_values (edit, what, key, old, new) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (edit, what, key) DO UPDATE SET new = excluded.new`,
  ).run(edit, what, key, old, now);
}

/** Ends the steps that were under way when their process died: what they did stands, and can be undone. */
export function endLostEdits(db: DatabaseSync): void {
  const count = db.prepare('SELECT count(*) AS n FROM edit_images WHERE edit = ? AND old_withdrawn <> new_withdrawn');
  for (const { number, values } of readEdits(db, "state = 'open'")) {
    endEdit(db, number, { ...values, ...(count.get(number) as { n: number }) });
  }
}

type StoredEdit = Omit<Edit, 'values'> & { values: string };

function readEdits(db: DatabaseSync, where: string, ...parameters: number[]): Edit[] {
  const rows = db.prepare(`SELECT * FROM edits WHERE ${where}`).all(...parameters) as unknown as StoredEdit[];
  const named = rows.map((row) => ({ ...row, what: `Step ${row.number}`, body: row.values }));
  // One that cannot be read cannot be undone; it costs nobody the others.
  return parseRows(named, (row) => editSchema.parse({ ...row, values: JSON.parse(row.body) as unknown })).good;
}

export const findEdit = (db: DatabaseSync, number: number): Edit | null =>
  readEdits(db, 'number = ?', number)[0] ?? null;

/** The step that Undo takes back now, and the one that Redo does again. */
export const editStack = (db: DatabaseSync): EditStack => ({
  undo: readEdits(db, "state = 'done' ORDER BY number DESC LIMIT 1")[0] ?? null,
  redo: readEdits(db, "state = 'undone' ORDER BY number LIMIT 1")[0] ?? null,
});

/** Steps newest first, those undone included. @param most so many */
export const listEdits = (db: DatabaseSync, most: number): Edit[] =>
  readEdits(db, 'true ORDER BY number DESC LIMIT ?', most);

/** The newest import that still stands, or null. */
export const lastImport = (db: DatabaseSync): Edit | null =>
  readEdits(db, "state = 'done' AND code = 'import' ORDER BY number DESC LIMIT 1")[0] ?? null;

export function setEditState(db: DatabaseSync, number: number, state: 'done' | 'undone'): void {
  db.prepare('UPDATE edits SET state = ? WHERE number = ?').run(state, number);
}

export type EditSide = 'old' | 'new';

/**
 * Puts what a step changed of pictures back to one side of it. What something else changed since stays as it is.
 * @returns pictures changed, and pictures of which something stays
 */
export function putPictures(db: DatabaseSync, edit: number, to: EditSide): { pictures: number; kept: number } {
  const from = to === 'old' ? 'new' : 'old';
  const moved = list((c) => `(e.old_${c} IS NOT e.new_${c} AND i.${c} IS NOT e.${from}_${c})`, ' OR ');
  const { kept } = db
    .prepare(
      `SELECT count(*) AS kept FROM edit_images e CROSS JOIN all_images i ON i.id = e.image WHERE e.edit = ? AND (${moved})`,
    )
    .get(edit) as { kept: number };
  const set = list((c) => `${c} = iif(all_images.${c} IS e.${from}_${c}, e.${to}_${c}, all_images.${c})`);
  const { changes } = db
    .prepare(`UPDATE all_images SET ${set} FROM edit_images e WHERE e.edit = ? AND e.image = all_images.id`)
    .run(edit);
  return { pictures: Number(changes), kept };
}

/** A text that a step changed; null on a side where there was none. */
export interface EditValue {
  what: 'setting' | 'priors' | 'limits' | 'mask' | 'layers';
  key: string;
  old: string | null;
  new: string | null;
}

export function valuesOfEdit(db: DatabaseSync, edit: number): EditValue[] {
  return db
    .prepare('SELECT what, key, old, new FROM edit_values WHERE edit = ? ORDER BY what, key')
    .all(edit) as unknown as EditValue[];
}
