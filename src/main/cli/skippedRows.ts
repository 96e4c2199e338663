import { extname, join } from 'node:path';
import type { SkippedFile } from '#studio/dataset/plan.ts';

/** More files of one ending and reason than this get one row together. */
const mostRows = 20;

/** A row a file that was left out; many of one ending share one, whose file is a pattern and which has a count. */
export function skippedRows(
  folder: string,
  skipped: readonly SkippedFile[],
): { file: string; skipped: string; count?: number }[] {
  const groups = Map.groupBy(skipped, ({ file, reason }) => `${reason} ${extname(file).toLowerCase()}`);
  return [...groups.values()].flatMap((files) => {
    const { file, message } = files[0]!;
    if (files.length <= mostRows) return files.map((one) => ({ file: one.file, skipped: one.message }));
    return [{ file: join(folder, '**', `*${extname(file)}`), skipped: message, count: files.length }];
  });
}
