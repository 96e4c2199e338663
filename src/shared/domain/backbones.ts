import { z } from 'zod';

/** A frozen network and whose weights it has: features of other weights mean something else. */
export const backboneSchema = z.strictObject({
  name: z.string(),
  /** Of the weights' file, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackboneIdentity = z.infer<typeof backboneSchema>;

/** The networks that can be chosen, as people write them. */
export const backboneWords = ['lite0', 'lite2', 'wide_resnet50_2'] as const;
export type BackboneWord = (typeof backboneWords)[number];
export const backboneWordSchema = z.enum(backboneWords);

interface BackboneFacts {
  /** As runs, packages and the set-up's folders call it. */
  name: string;
  title: string;
  /** Time for the features of a picture, times that of lite0, on a CPU at 256 and 384 px (docs/results.md). */
  cost: number;
  /** Names of its levels of features, finest first. */
  levels: readonly string[];
  /** Set-up brings it only where it is asked for: it is large, and meant for a card. */
  isOnDemand: boolean;
}

const toStride32 = ['s4', 's8', 's16', 's32'];

export const backbones: Readonly<Record<BackboneWord, BackboneFacts>> = {
  lite0: { name: 'efficientnet-lite0', title: 'EfficientNet-Lite0', cost: 1, levels: toStride32, isOnDemand: false },
  lite2: { name: 'efficientnet-lite2', title: 'EfficientNet-Lite2', cost: 1.5, levels: toStride32, isOnDemand: false },
  wide_resnet50_2: {
    name: 'wide_resnet50_2',
    title: 'WideResNet50-2',
    cost: 20,
    levels: ['s4', 's8', 's16'],
    isOnDemand: true,
  },
};

/** The network of new runs where nobody says otherwise. */
export const defaultBackbone: BackboneWord = 'lite2';

/** The network of runs and packages of versions that did not say, and the one that describes pictures at import. */
export const firstBackbone: BackboneWord = 'lite0';

/** The word for a network by the name that runs and packages carry; the name itself where it is of a later version. */
export function backboneWord(identity: Pick<BackboneIdentity, 'name'> | null | undefined): string {
  if (!identity) return firstBackbone;
  return backboneWords.find((word) => backbones[word].name === identity.name) ?? identity.name;
}

/** In place of a hash: runs of earlier versions do not say which weights their network had. */
export const unrecordedWeights = '(weights not recorded)';

/** Its name as people read it, see {@link backboneWord}. */
export function backboneTitle(identity: Pick<BackboneIdentity, 'name'> | null | undefined): string {
  const word = backboneWordSchema.safeParse(backboneWord(identity));
  return word.success ? backbones[word.data].title : identity!.name;
}
