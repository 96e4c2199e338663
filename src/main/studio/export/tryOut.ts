import type { TriedFile } from '#shared/contract/studio.ts';
import { serializeError } from '#shared/errors.ts';
import { openGuarded } from '#scoring/guardedSession.ts';

/**
 * Scores files with a package, as production would, one after the other.
 * @param dir absolute path of the package
 * @param locate the path to open for a file as it was named; may refuse it
 * @returns a row a file, in their order; one that cannot be scored has the reason in place of its score
 * @throws FlawsmithError where the package cannot be opened
 */
export async function tryOut(
  dir: string,
  files: readonly string[],
  locate: (file: string) => Promise<string>,
): Promise<TriedFile[]> {
  const scorer = await openGuarded(dir);
  const rows: TriedFile[] = [];
  try {
    for (const file of files) {
      try {
        const { score, verdict, ms } = await scorer.score(await locate(file));
        rows.push({ file, score, verdict, ms, error: null });
      } catch (error) {
        rows.push({ file, score: null, verdict: null, ms: null, error: serializeError(error) });
      }
    }
    return rows;
  } finally {
    await scorer.close();
  }
}
