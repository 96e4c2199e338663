import { csvOf } from '#shared/domain/csv.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { verdictOf } from '#shared/domain/limits.ts';
import type { Product } from '../product.ts';
import { readCalibration } from '../store/calibrations.ts';
import { listImages } from '../store/images.ts';
import { listScores } from '../store/records.ts';
import { carriedBy, findRelease } from './releases.ts';

/** One picture's score by a run. */
interface ScoredPicture {
  image: ImageRecord;
  score: number;
}

/** What a run said of pictures that are in the product now: test pictures by its evaluation, good parts that its limits rest on. */
function scoredPictures(product: Product, run: string): ScoredPicture[] {
  const images = listImages(product.db);
  const tested = new Map(listScores(product.db, run).map(({ image, score }) => [image, score]));
  const held = new Map((readCalibration(product.db, run)?.good ?? []).map(({ hash, score }) => [hash, score]));
  return images.flatMap((image) => {
    const score = tested.get(image.id) ?? held.get(image.hash);
    return score === undefined ? [] : [{ image, score }];
  });
}

/**
 * The scores of a release's run as a CSV file, with verdicts at the limits that the release carries.
 * @throws FlawsmithError `not-found` where there is no such release
 */
export function releaseScoresCsv(product: Product, number: number): string {
  const { run, limits } = carriedBy(findRelease(product, number));
  return csvOf(
    ['file', 'label', 'kind', 'split', 'session', 'part', 'score', 'verdict'],
    scoredPictures(product, run).map(({ image: { file, label, kind, split, session, part }, score }) => [
      ...[file, label, kind, split, session, part],
      ...[score, verdictOf(score, limits)],
    ]),
  );
}
