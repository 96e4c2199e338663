import { heldOutPicture } from '../domain/purposes.ts';
import { partsOfPicture } from './synthesis/forge.ts';

/** Defects that limits are judged by: enough to tell an escape of 10 % to within 6 points. */
export const forgedOnLimits = 120;
/** Pictures of held-out good parts that the defects which the limits are judged by are forged on, at most. */
const mostBases = 40;

/** Chooses them: a picture of every part before a second one of any. */
export function chooseBases<Picture extends { part: string }>(pictures: readonly Picture[]): Picture[] {
  const seen = new Map<string, number>();
  const turns = pictures.map((picture) => {
    const turn = seen.get(picture.part) ?? 0;
    seen.set(picture.part, turn + 1);
    return { picture, turn };
  });
  return turns
    .sort((a, b) => a.turn - b.turn)
    .slice(0, mostBases)
    .map(({ picture }) => picture);
}

/**
 * The part that each of so many forged defects shows, in their order.
 * @param pictures the held-out good parts' pictures, in the order of the run
 */
export function partsOfForged(pictures: readonly { part: string }[], count: number): string[] {
  const bases = chooseBases(pictures);
  return Array.from(
    { length: count },
    (_, number) => bases[partsOfPicture(heldOutPicture('limits', number), bases.length).base]!.part,
  );
}
