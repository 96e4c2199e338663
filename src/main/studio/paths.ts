import { join, resolve } from 'node:path';

/** The folder that holds package.json and src/, absolute. */
export const projectRoot: string = resolve(import.meta.dirname, '..', '..', '..');

/** Where set-up keeps TensorFlow and the weights; FLAWSMITH_HOME moves it (an installed program, a larger disk). */
export const setupDir: string = process.env['FLAWSMITH_HOME']
  ? resolve(process.env['FLAWSMITH_HOME'])
  : join(projectRoot, '.flawsmith');

/** The frozen backbone's weights, safetensors. */
export const backboneFile: string = join(setupDir, 'weights', 'efficientnet-lite0.safetensors');
