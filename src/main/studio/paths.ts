import { join, resolve } from 'node:path';
import { backbones, firstBackbone } from '#shared/domain/backbones.ts';

/** The folder that holds package.json and src/, absolute. */
export const projectRoot: string = resolve(import.meta.dirname, '..', '..', '..');

/** Where set-up keeps TensorFlow and the weights; FLAWSMITH_HOME moves it (an installed program, a larger disk). */
export const setupDir: string = process.env['FLAWSMITH_HOME']
  ? resolve(process.env['FLAWSMITH_HOME'])
  : join(projectRoot, '.flawsmith');

/** What Node has compiled of the sources: half of a command's start, and of the engine's, goes into it. */
export const compileCacheDir: string = join(setupDir, 'compile-cache');

/** A frozen backbone's weights, safetensors, by the name that runs carry. */
export const backboneFileOf = (name: string): string => join(setupDir, 'weights', name, 'model.safetensors');

/** The weights of the network that describes pictures at import. */
export const backboneFile: string = backboneFileOf(backbones[firstBackbone].name);
