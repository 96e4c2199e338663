/**
 * Scoring with an exported package from a program of one's own: open it once, score pictures, close it. Neither TensorFlow nor
 * the studio is needed.
 */
export type { Verdict } from '../../../src/shared/domain/limits.ts';
export type { Manifest } from '../../../src/shared/domain/manifest.ts';
export type { Raster } from '../../../src/shared/vision/raster.ts';
export { FlawsmithError } from '../../../src/shared/errors.ts';
export { checkGolden } from '../../../src/main/scoring/golden.ts';
export { type ScoredImage, type ScoringPackage, openPackage, scoreImage } from '../../../src/main/scoring/package.ts';
export { verifyPackage } from '../../../src/main/scoring/verify.ts';
