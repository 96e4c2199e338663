import type { CheckedPicture, OddPicture } from '#shared/domain/oddPictures.ts';
import { medianOf, usualOf } from '#shared/domain/usual.ts';
import type { Reference } from './reference.ts';

/** Units of a* and b*: 2.3 are just seen between two samples side by side (Mahy et al. 1994). */
const tintRule = { spreads: 5, least: 2.5 };
/** A picture with less than this share of the usual chroma has lost its colour. */
const greyShare = 0.25;
/** Levels of chroma below which a product has no colour to lose, but to none at all. */
const leastChroma = 3;

/**
 * Pictures of another tint than is usual, and grey ones among coloured.
 * @param misexposed pictures of another light: what is cut off in black or white has no tint to compare
 */
export function findMiscoloured(references: readonly Reference[], misexposed: ReadonlySet<number>): OddPicture[] {
  return references.flatMap((reference) => {
    const grey = findGrey(reference);
    const hasNoTint = new Set([...misexposed, ...grey.map(({ image }) => image)]);
    return [...grey, ...findTinted(reference).filter(({ image }) => !hasNoTint.has(image))];
  });
}

function findGrey({ pictures, usual }: Reference): OddPicture[] {
  const middle = medianOf(usual.map(({ measures }) => measures!.chroma));
  if (middle === 0) return [];
  const low = greyShare * middle;
  return pictures
    .map((picture) => ({ picture, chroma: picture.measures!.chroma }))
    .filter(({ chroma }) => chroma < low && (chroma === 0 || middle >= leastChroma))
    .map(({ picture, chroma }) => ({
      ...{ image: picture.id, problem: 'colour', way: 'grey', of: null },
      ...{ value: chroma, usual: [low, null] },
    }));
}

/** On each axis by its own spread: light from a lamp that ages moves along one. */
function findTinted({ pictures, usual }: Reference): OddPicture[] {
  const axes = [
    ({ measures }: CheckedPicture): number => measures!.a,
    ({ measures }: CheckedPicture): number => measures!.b,
  ].map((valueOf) => {
    const { middle, spread } = usualOf(usual.map(valueOf));
    return { valueOf, middle, limit: Math.max(tintRule.least, tintRule.spreads * spread) };
  });
  return pictures.flatMap((picture) => {
    const parts = axes.map(({ valueOf, middle, limit }) => ({ by: valueOf(picture) - middle, limit }));
    const share = Math.hypot(...parts.map(({ by, limit }) => by / limit));
    if (share <= 1) return [];
    const value = Math.hypot(...parts.map(({ by }) => by));
    // The edge of what is usual in the direction of this picture.
    const usualHigh = value / share;
    return [{ image: picture.id, problem: 'colour', way: 'tint', value, usual: [0, usualHigh], of: null }];
  });
}
