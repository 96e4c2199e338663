import type { Manifest } from '#shared/domain/manifest.ts';
import { parityTolerances } from '#shared/domain/parityTolerances.ts';

/** Learned limits stand a ten-thousandth above a score, which may be 1. */
const mostLimit = 1 + 1e-3;
/** px; beyond the largest picture that is trained. */
const mostSide = 16_384;

/**
 * What in a manifest no export writes and nobody can score by, in words that follow the file's name; [] where it makes sense.
 * The hashes prove that a package is as it was sealed, not that who sealed it meant well.
 */
export function senselessIn({ limits, parity, golden, outputs, preprocessing }: Manifest): string[] {
  const { acceptLimit, rejectLimit, pixelLimit } = limits;
  const sides = [preprocessing.width, preprocessing.height, outputs.mapWidth, outputs.mapHeight];
  const differing = parity.verdictsDiffering ?? 0;
  const faults: [boolean, string][] = [
    [
      ![acceptLimit, rejectLimit, pixelLimit].every((limit) => isWithin(limit, 0, mostLimit)),
      'has limits outside 0 to 1',
    ],
    [acceptLimit > rejectLimit, 'accepts parts that it rejects: its limits cross'],
    [!sides.every((side) => isWithin(side, 1, mostSide)), 'has sides of pictures that no picture has'],
    [golden.length === 0, 'has no golden picture, so nothing shows that it scores as it did at export'],
    [!golden.every(({ score }) => isWithin(score, 0, 1)), 'has golden scores outside 0 to 1'],
    [parity.images < 1, 'was exported without comparing a picture'],
    [
      !isWithin(parity.scoreTolerance, 0, parityTolerances.score) ||
        !isWithin(parity.mapTolerance, 0, parityTolerances.map),
      'allows its model to differ more than any export does',
    ],
    [
      !isWithin(parity.maxScoreDifference, 0, parity.scoreTolerance) ||
        !isWithin(parity.maxMapDifference, 0, parity.mapTolerance),
      'was exported from a model that did not agree with the trained one',
    ],
    [
      parity.verdictsEqual !== (differing === 0) || !isWithin(differing, 0, parity.images),
      'was exported from a model whose verdicts were others',
    ],
  ];
  return faults.filter(([isFault]) => isFault).map(([, words]) => words);
}

/** Written so that NaN is not. */
const isWithin = (value: number, low: number, high: number): boolean => value >= low && value <= high;
