import { randomUUID } from 'node:crypto';
import { ByteCache } from '#shared/byteCache.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import type { PictureKeys } from '#shared/domain/purposes.ts';
import type { ForgedPicture } from '#forging/forgePicture.ts';
import { usedOf } from '#forging/usedPriors.ts';

/** What a preview asks for of each picture. */
export const wanted = { changed: true, kinds: true } as const;

export interface KeptPicture extends ForgedPicture<typeof wanted> {
  /** Of these very pixels. */
  id: string;
}

const mostBytes = 48e6;

/**
 * Pictures of earlier previews, for as long as what they hang on stays: a slider of one kind moves, and those on which another
 * kind is drawn need not be forged again.
 */
export class ForgedBefore {
  private readonly kept = new ByteCache<{ picture: KeptPicture; used: string }>(mostBytes);
  private readonly numbers = new WeakMap<object, string>();

  /** @param parts the good parts drawn on, known by their identity; null: there is none that these priors would draw */
  find(parts: object, keys: PictureKeys, priorSet: PriorSet): KeptPicture | null {
    const found = this.kept.get(this.keyOf(parts, keys));
    return found?.used === usedOf(priorSet, found?.picture.kinds ?? []) ? found.picture : null;
  }

  /** Keeps a picture, without its good part, as the last of its number. @returns it with its id */
  keep<P extends ForgedPicture<typeof wanted>>(
    parts: object,
    keys: PictureKeys,
    priorSet: PriorSet,
    forged: P,
  ): P & KeptPicture {
    const { base, drawn, maskShare, changed, kinds } = forged;
    const picture = { id: randomUUID(), base, drawn, maskShare, changed, kinds };
    const bytes = changed.pixels.length + changed.mask.length;
    this.kept.set(this.keyOf(parts, keys), { picture, used: usedOf(priorSet, kinds) }, bytes);
    return { ...forged, id: picture.id };
  }

  private keyOf(parts: object, { seed, number }: PictureKeys): string {
    const known = this.numbers.get(parts) ?? randomUUID();
    this.numbers.set(parts, known);
    return `${known} ${seed} ${number}`;
  }
}
