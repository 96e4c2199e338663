import { createHash } from 'node:crypto';
import { type BackboneWord, defaultBackbone, firstBackbone } from '#shared/domain/backbones.ts';
import type { Roi } from '#shared/domain/images.ts';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { type Ablation, type Budget, type LossWeights, defaultLossWeights, defaultSize } from '#shared/domain/runs.ts';

/** What a measured row was run with, beside its data and seed. A field added later is left out where it is as it was before. */
export interface RunSettings {
  budget: Budget;
  loss: LossWeights;
  priors: 'default' | PriorSet;
  /** Good parts imported; null: all. */
  normals: number | null;
  /** Side of the working picture, px. */
  size: number;
  ablation?: Ablation;
  backbone?: BackboneWord;
  /** Region of interest of the product; absent: all of the picture. */
  roi?: Roi;
}

/** The settings of a plain run. @param size side of the working picture, px */
export const defaultSettings = (
  budget: Budget,
  size: number = defaultSize,
  backbone: BackboneWord = defaultBackbone,
): RunSettings => ({
  budget,
  loss: defaultLossWeights,
  priors: 'default',
  normals: null,
  size,
  ...(backbone !== firstBackbone && { backbone }),
});

export const priorSetOf = ({ priors }: RunSettings): PriorSet => (priors === 'default' ? defaultPriorSet : priors);

/** Twelve hexadecimal digits that equal settings share, whatever the order of their keys. */
export function settingsHash(settings: RunSettings): string {
  return createHash('sha256').update(canonical(settings)).digest('hex').slice(0, 12);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
