import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelRef } from '#shared/contract/engine.ts';
import { onlyKinds } from '#shared/domain/priorSearch.ts';
import type { DefectKind, PriorSet } from '#shared/domain/priors.ts';
import { type ToldApart, type ToldScope, fewestToldParts } from '#shared/domain/toldApart.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { type DescribedCrop, toldApart } from '#shared/vision/toldApart.ts';
import type { EngineClient } from '../engineClient.ts';
import { PrivateFolder } from '../export/privateFolder.ts';
import { backboneFile } from '../paths.ts';
import type { Product } from '../product.ts';
import { type CutPictures, type ForgedCutOptions, cutForged, cutReal, ownSize } from './defectPictures.ts';
import { forgingView, goodParts } from './forgingSource.ts';
import { labelledOf, nothingToMatch } from './matchKind.ts';

export interface TellOrder {
  scope: ToldScope;
  /** Kind of the labelled defects, and the forged kind that is held beside them; of no account where all are. */
  kind: string;
  as: DefectKind;
  priorSet: PriorSet;
  /** Pictures to forge, at most. */
  count: number;
  seed: number;
}

export interface TellOptions extends ForgedCutOptions {
  onDescribed?: ((done: number, total: number) => void) | undefined;
}

type WithEngine = <T>(work: (engine: Pick<EngineClient, 'describePictures'>) => Promise<T>) => Promise<T>;

/**
 * How well a small classifier on the frozen network's features tells forged defects from labelled ones: of either a square crop, cut by the same
 * rule from pictures that were decoded, resized and zoned alike, and as a check, how well it tells places without a defect of the same pictures.
 * Labelled defects are those that likeness takes. It changes nothing.
 * @param withEngine called once there is enough to tell
 * @throws FlawsmithError `usage` for stamps, which are labelled defects themselves; `not-found` where no defect of the kind has a mask,
 * `too-few-images` where there is no good part, `bad-config` where every kind is off, `engine-unavailable`; CancelledError
 */
export async function tellApart(
  product: Product,
  order: TellOrder,
  withEngine: WithEngine,
  options: TellOptions = {},
): Promise<ToldApart> {
  const { scope, seed, count } = order;
  const isAll = scope === 'all';
  if (!isAll && order.as === 'stamp')
    throw new FlawsmithError('usage', 'Stamps are the labelled defects themselves: there is nothing to tell apart.');
  const kind = isAll ? null : order.kind;
  const { used, isTest } = labelledOf(product, kind);
  const masked = used.filter(({ maskFile }) => maskFile !== null);
  if (masked.length === 0) throw nothingToMatch(product, kind);
  const good = goodParts(product);
  const size = ownSize(product, good);
  const real = await cutReal(product, masked, await forgingView(product, good, size, options), seed, options);
  const isFew = new Set(real.defects.map(({ part }) => part)).size < fewestToldParts;
  const priorSet = isAll ? withoutStamps(order.priorSet) : onlyKinds(order.priorSet, { [order.as]: 1 });
  const forged = isFew ? nothing : await cutForged(product, good, { priorSet, seed, count, size }, options);
  const told = await describe({ real, forged }, seed, isFew ? null : withEngine, options);
  return { ...told.defects, scope, kind, as: isAll ? null : order.as, isTest, beside: told.beside };
}

const nothing: CutPictures = { defects: [], beside: [] };

const withoutStamps = (priorSet: PriorSet): PriorSet => ({
  ...priorSet,
  kinds: { ...priorSet.kinds, stamp: { ...priorSet.kinds.stamp, enabled: false } },
});

/** @param withEngine null: there is too little to tell, and no engine is asked */
async function describe(
  { real, forged }: { real: CutPictures; forged: CutPictures },
  seed: number,
  withEngine: WithEngine | null,
  options: TellOptions,
): Promise<Record<keyof CutPictures, ReturnType<typeof toldApart>>> {
  const all = (['defects', 'beside'] as const).flatMap((what) =>
    [real, forged].flatMap((of) => of[what].map((crop) => ({ ...crop, what, isReal: of === real }))),
  );
  const features = withEngine ? await featuresOf(all, withEngine, options) : all.map(() => []);
  const described = all.map(({ what, isReal, part }, i) => ({ what, isReal, part, values: features[i]! }));
  const told = (what: keyof CutPictures): ReturnType<typeof toldApart> =>
    toldApart(described.filter((crop) => crop.what === what) satisfies DescribedCrop[], seed);
  return { defects: told('defects'), beside: told('beside') };
}

async function featuresOf(
  crops: readonly { pixels: Uint8Array; part: string }[],
  withEngine: WithEngine,
  { signal, onDescribed }: TellOptions,
): Promise<number[][]> {
  const folder = await PrivateFolder.create();
  try {
    const images: PixelRef[] = crops.map(({ part }, i) => ({
      id: String(i),
      pixels: join(folder.dir, `${i}.rgb`),
      session: '',
      part,
    }));
    for (const [i, { pixels }] of crops.entries()) await writeFile(images[i]!.pixels, pixels).catch(fileError);
    const { rows } = await withEngine((engine) =>
      engine.describePictures(
        { backboneFile, images, form: 'moments' },
        { signal, onProgress: ({ done, total }) => onDescribed?.(done, total) },
      ),
    );
    return rows.map(({ values }) => values);
  } finally {
    await folder.remove();
  }
}

function fileError(error: NodeJS.ErrnoException): never {
  throw toFlawsmithError(error, error.path ?? '');
}
