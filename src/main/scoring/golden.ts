import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Verdict, limitBetween } from '#shared/domain/limits.ts';
import { largestMapDifference } from './mapDifference.ts';
import { decodeNpy } from './npy.ts';
import { type ScoringPackage, scoreImage } from './package.ts';

export interface GoldenRow {
  /** Path inside the package. */
  file: string;
  score: number;
  expectedScore: number;
  scoreDifference: number;
  /** Largest difference of any pixel of the map; Infinity where the maps have different sides. */
  mapDifference: number;
  verdict: Verdict;
  expectedVerdict: Verdict;
  ok: boolean;
}

export interface GoldenReport {
  ok: boolean;
  rows: GoldenRow[];
  scoreTolerance: number;
  mapTolerance: number;
}

/**
 * Scores the package's own golden pictures on this machine and compares with what was recorded at export: scores and
 * maps within the package's tolerances, verdicts equal unless a limit lies between two scores that agree within it.
 */
export async function checkGolden(pkg: ScoringPackage): Promise<GoldenReport> {
  const { scoreTolerance, mapTolerance } = pkg.manifest.parity;
  const rows: GoldenRow[] = [];
  for (const golden of pkg.manifest.golden) {
    const { score, verdict, map } = await scoreImage(pkg, join(pkg.dir, golden.file));
    const mapFile = join(pkg.dir, golden.map);
    const mapDifference = largestMapDifference(map, decodeNpy(await readFile(mapFile), mapFile));
    const scoreDifference = Math.abs(score - golden.score);
    rows.push({
      file: golden.file,
      score,
      expectedScore: golden.score,
      scoreDifference,
      mapDifference,
      verdict,
      expectedVerdict: golden.verdict,
      ok:
        scoreDifference <= scoreTolerance &&
        mapDifference <= mapTolerance &&
        (verdict === golden.verdict || limitBetween(score, golden.score, pkg.manifest.limits)),
    });
  }
  return { ok: rows.every((row) => row.ok), rows, scoreTolerance, mapTolerance };
}
