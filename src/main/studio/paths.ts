import { join, resolve } from 'node:path';
import { defaultBackbone } from '#shared/domain/backbones.ts';

/** The folder that holds package.json and src/, absolute. */
export const projectRoot: string = resolve(import.meta.dirname, '..', '..', '..');

/** Where set-up keeps TensorFlow and the weights; FLAWSMITH_HOME moves it (an installed program, a larger disk). */
export const setupDir: string = process.env['FLAWSMITH_HOME']
  ? resolve(process.env['FLAWSMITH_HOME'])
  : join(projectRoot, '.flawsmith');

/** A frozen backbone's weights, safetensors. */
export const backboneFileOf = (name: string): string => join(setupDir, 'weights', `${name}.safetensors`);

/** The weights of the network of new runs. */
export const backboneFile: string = backboneFileOf(defaultBackbone);
