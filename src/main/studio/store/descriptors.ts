import type { DatabaseSync } from 'node:sqlite';
import { descriptorLength, descriptorVersion } from '#shared/domain/descriptors.ts';
import { transaction } from './database.ts';

/** Descriptors of the present version, by content hash. */
export function listDescriptors(db: DatabaseSync): Map<string, Float32Array> {
  const rows = db.prepare('SELECT hash, body FROM descriptors WHERE version = ?').all(descriptorVersion) as unknown as {
    hash: string;
    body: Uint8Array;
  }[];
  const whole = rows.filter(({ body }) => body.byteLength === descriptorLength * 4);
  return new Map(whole.map(({ hash, body }) => [hash, new Float32Array(new Uint8Array(body).buffer)]));
}

export function saveDescriptors(db: DatabaseSync, rows: readonly { id: string; values: readonly number[] }[]): void {
  const insert = db.prepare('INSERT OR REPLACE INTO descriptors (hash, version, body) VALUES (?, ?, ?)');
  transaction(db, () => {
    for (const { id, values } of rows) {
      insert.run(id, descriptorVersion, new Uint8Array(Float32Array.from(values).buffer));
    }
  });
}
