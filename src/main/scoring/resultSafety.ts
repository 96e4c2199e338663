import type { Manifest } from '#shared/domain/manifest.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { ModelResult } from './model.ts';

/**
 * Refuses what a model says where it is none of what the manifest promises: a score of 0–1, a map of the manifest's sides,
 * every value a number. A verdict must not be made of anything else.
 * @param file path of the model, for the message
 * @throws FlawsmithError `package-damaged`
 */
export function checkResult(
  { score, map }: Pick<ModelResult, 'score' | 'map'>,
  outputs: Manifest['outputs'],
  file: string,
): void {
  const { mapWidth, mapHeight } = outputs;
  const fault = (what: string): FlawsmithError =>
    new FlawsmithError('package-damaged', `The model gave ${what}: ${file}`, {
      file,
      hint: 'Do not score with this package; export the release again.',
    });
  if (!(score >= 0 && score <= 1)) throw fault(`${score} as a score, which lies between 0 and 1`);
  if (map.width !== mapWidth || map.height !== mapHeight || map.data.length !== mapWidth * mapHeight)
    throw fault(`a map of ${map.width} × ${map.height} instead of ${mapWidth} × ${mapHeight}`);
  if (!map.data.every(Number.isFinite)) throw fault('a map with values that are no numbers');
}
