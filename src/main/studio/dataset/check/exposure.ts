import type { OddPicture } from '#shared/domain/oddPictures.ts';
import { type Reference, findFar } from './reference.ts';

/** Stops: a seventh more or less light in the mean is a lamp that ages. Before a white background two stops more were seen as 0.28. */
const rule = { spreads: 5, least: 0.2 };

/** Pictures that are darker or brighter than is usual. */
export const findMisexposed = (references: readonly Reference[]): OddPicture[] =>
  findFar(references, ({ measures }) => measures!.light, rule).map(({ picture, by, limit }) => ({
    ...{ image: picture.id, problem: 'exposure', way: by < 0 ? 'darker' : 'brighter', of: null },
    ...{ value: by, usual: [-limit, limit] },
  }));
