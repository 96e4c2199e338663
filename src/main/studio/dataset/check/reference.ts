import { type CheckedPicture, fewestUsual } from '#shared/domain/oddPictures.ts';
import { usualOf } from '#shared/domain/usual.ts';

/** So many good pictures of one session say what is usual in it: light and lens of another day are no oddity. */
const fewestOfSession = 20;

/** Pictures, and those that show what is usual for them. */
export interface Reference {
  pictures: CheckedPicture[];
  usual: CheckedPicture[];
}

/**
 * Good pictures by what they are compared with: their own session where it is large enough, else all good pictures.
 * @param pictures good ones that have what is compared
 * @returns nothing where there are too few to show anything usual
 */
export function referencesOf(pictures: readonly CheckedPicture[]): Reference[] {
  if (pictures.length < fewestUsual) return [];
  const sessions = [...Map.groupBy(pictures, ({ session }) => session).values()];
  const large = sessions.filter(({ length }) => length >= fewestOfSession);
  const small = sessions.filter(({ length }) => length < fewestOfSession).flat();
  return [
    ...large.map((session) => ({ pictures: session, usual: session })),
    ...(small.length > 0 ? [{ pictures: small, usual: [...pictures] }] : []),
  ];
}

export interface FarRule {
  /** So many spreads from the middle is far. */
  spreads: number;
  /** And so much at least, below which it matters to nobody, in the value's unit. */
  least: number;
}

/** How far a picture's value lies from the middle of its reference, and how far is not odd. */
export interface FarPicture {
  picture: CheckedPicture;
  /** Signed, in the value's unit. */
  by: number;
  limit: number;
}

/** Pictures whose value is far from what is usual in their reference, on either side. */
export function findFar(
  references: readonly Reference[],
  valueOf: (picture: CheckedPicture) => number,
  { spreads, least }: FarRule,
): FarPicture[] {
  return references.flatMap(({ pictures, usual }) => {
    const { middle, spread } = usualOf(usual.map(valueOf));
    const limit = Math.max(least, spreads * spread);
    return pictures
      .map((picture) => ({ picture, by: valueOf(picture) - middle, limit }))
      .filter(({ by }) => Math.abs(by) > limit);
  });
}
