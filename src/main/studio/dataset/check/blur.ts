import type { OddPicture } from '#shared/domain/oddPictures.ts';
import { type Reference, findFar } from './reference.ts';

/** Octaves of fine detail: a picture loses three tenths of it before it is called soft. Saving as JPEG again takes up to 0.25. */
const rule = { spreads: 5, least: 0.5 };

/** Pictures with less fine detail than is usual; a sharper one is none. */
export const findBlurred = (references: readonly Reference[]): OddPicture[] =>
  findFar(references, ({ measures }) => measures!.detail, rule)
    .filter(({ by }) => by < 0)
    .map(({ picture, by, limit }) => ({
      ...{ image: picture.id, problem: 'blur', way: 'soft', of: null },
      ...{ value: 2 ** by, usual: [2 ** -limit, null] },
    }));
