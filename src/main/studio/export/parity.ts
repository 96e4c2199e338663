import { type TwoLimits, type Verdict, limitBetween } from '#shared/domain/limits.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { FloatMap } from '#shared/vision/raster.ts';
import { largestMapDifference } from '#scoring/mapDifference.ts';

/** What one side says about one picture. */
export interface ParitySide {
  name: string;
  score: number;
  verdict: Verdict;
  map: FloatMap;
}

export interface ParityTolerances {
  /** Largest allowed difference of a score. */
  score: number;
  /** Largest allowed difference of any map pixel. */
  map: number;
}

export interface ParityRow {
  name: string;
  engineScore: number;
  onnxScore: number;
  scoreDifference: number;
  mapDifference: number;
  /** Of the exported model. */
  verdict: Verdict;
  engineVerdict: Verdict;
}

export interface ParityReport {
  images: number;
  maxScoreDifference: number;
  maxMapDifference: number;
  verdictsEqual: boolean;
  /** Pictures with another verdict on each side, all of them within the score tolerance of a limit. */
  verdictsDiffering: number;
  scoreTolerance: number;
  mapTolerance: number;
  rows: ParityRow[];
}

/**
 * Compares what the engine and the exported model say about the same pictures, in the same order. Scores may differ by the
 * tolerance, so the verdict of a picture whose score is that near to a limit may differ as well: such pictures are counted
 * and said. Any other difference of verdicts is a fault.
 * @throws FlawsmithError `parity-failed` naming the picture and both values
 */
export function compareParity(
  engine: readonly ParitySide[],
  onnx: readonly ParitySide[],
  tolerances: ParityTolerances,
  limits: TwoLimits,
): ParityReport {
  if (engine.length !== onnx.length || engine.length === 0) {
    const message = `Parity needs the same pictures on both sides: ${engine.length} and ${onnx.length}`;
    throw new FlawsmithError('parity-failed', message);
  }
  const rows = engine.map((row, i) => compareRow(row, onnx[i]!, tolerances, limits));
  const verdictsDiffering = rows.filter(({ verdict, engineVerdict }) => verdict !== engineVerdict).length;
  return {
    images: rows.length,
    maxScoreDifference: rows.reduce((largest, row) => Math.max(largest, row.scoreDifference), 0),
    maxMapDifference: rows.reduce((largest, row) => Math.max(largest, row.mapDifference), 0),
    verdictsEqual: verdictsDiffering === 0,
    verdictsDiffering,
    scoreTolerance: tolerances.score,
    mapTolerance: tolerances.map,
    rows,
  };
}

function compareRow(engine: ParitySide, onnx: ParitySide, tolerances: ParityTolerances, limits: TwoLimits): ParityRow {
  const { name } = engine;
  if (onnx.name !== name) throw failure(name, `was compared with ${onnx.name}`);
  const scoreDifference = Math.abs(engine.score - onnx.score);
  const mapDifference = largestMapDifference(engine.map, onnx.map);
  const scores = `engine ${engine.score}, exported model ${onnx.score}`;
  // Written so that NaN fails.
  if (!(scoreDifference <= tolerances.score)) throw failure(name, `scores differ by ${scoreDifference}: ${scores}`);
  if (!(mapDifference <= tolerances.map)) throw failure(name, `maps differ by ${mapDifference} at the worst pixel`);
  if (engine.verdict !== onnx.verdict && !limitBetween(engine.score, onnx.score, limits)) {
    throw failure(name, `verdicts differ, ${engine.verdict} and ${onnx.verdict}: ${scores}`);
  }
  return {
    name,
    engineScore: engine.score,
    onnxScore: onnx.score,
    scoreDifference,
    mapDifference,
    verdict: onnx.verdict,
    engineVerdict: engine.verdict,
  };
}

function failure(name: string, what: string): FlawsmithError {
  return new FlawsmithError(
    'parity-failed',
    `The exported model does not agree with the trained one on ${name}: ${what}`,
    {
      hint: 'Nothing was exported. Export again; if it fails again, train again and report it.',
      said: said('parityFailed', { name }),
    },
  );
}
