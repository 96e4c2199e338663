import type { BackboneIdentity } from '#shared/domain/backbones.ts';
import { defaultBackbone } from '#shared/domain/backbones.ts';
import type { RunConfig } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { sha256OfFile } from '#scoring/files.ts';
import { backboneFile, backboneFileOf } from '../paths.ts';

/** The frozen network that a new run is given. @throws FlawsmithError `engine-unavailable` where its weights are not there */
export async function presentBackbone(): Promise<BackboneIdentity> {
  try {
    return { name: defaultBackbone, sha256: await sha256OfFile(backboneFile) };
  } catch (cause) {
    throw new FlawsmithError('engine-unavailable', `The backbone weights cannot be read: ${backboneFile}`, {
      file: backboneFile,
      hint: 'Run `npm run setup` to fetch the backbone weights.',
      cause,
    });
  }
}

/** Where the weights of a run's network lie. */
export const runBackboneFile = ({ backbone }: Pick<RunConfig, 'backbone'>): string =>
  backboneFileOf(backbone?.name ?? defaultBackbone);
