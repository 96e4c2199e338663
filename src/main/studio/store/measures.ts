import type { DatabaseSync } from 'node:sqlite';
import type { PictureMeasures } from '#shared/vision/measures/index.ts';
import { transaction } from './database.ts';

/** Raised when the same photograph is measured otherwise; older rows are then measured again. */
const measuresVersion = 1;

type Row = Omit<PictureMeasures, 'sketch'> & { hash: string; sketch: Uint8Array };

/** Measures of the present version, by content hash; sketches lie as little-endian 16-bit values. */
export function listMeasures(db: DatabaseSync): Map<string, PictureMeasures> {
  const rows = db
    .prepare('SELECT hash, detail, light, a, b, chroma, sketch FROM measures WHERE version = ?')
    .all(measuresVersion) as unknown as Row[];
  const whole = rows.filter(({ sketch }) => sketch.byteLength % 2 === 0); // another one is measured again
  return new Map(
    whole.map(({ hash, sketch, ...figures }) => [
      hash,
      { ...figures, sketch: new Uint16Array(new Uint8Array(sketch).buffer) },
    ]),
  );
}

export function saveMeasures(db: DatabaseSync, rows: readonly { hash: string; measures: PictureMeasures }[]): void {
  const insert = db.prepare(
    'INSERT OR REPLACE INTO measures (hash, version, detail, light, a, b, chroma, sketch) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  transaction(db, () => {
    for (const { hash, measures } of rows) {
      const { detail, light, a, b, chroma, sketch } = measures;
      insert.run(
        hash,
        measuresVersion,
        detail,
        light,
        a,
        b,
        chroma,
        new Uint8Array(sketch.buffer, sketch.byteOffset, sketch.byteLength),
      );
    }
  });
}
