import { z } from 'zod';
import type { BackboneWord } from '#shared/domain/backbones.ts';
import type { Roi } from '#shared/domain/images.ts';
import { type PriorSet, defaultPriorSet, defectKinds, drawnKinds, priorSchema } from '#shared/domain/priors.ts';
import { type Budget, type LossWeights, defaultLossWeights, levelNames, partNames } from '#shared/domain/runs.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type RunSettings, defaultSettings } from './settings.ts';

/** A change of a run's settings, or of the pictures its package meets. */
export interface Experiment {
  name: string;
  group: 'default' | 'losses' | 'parts' | 'size' | 'priors' | 'normals' | 'time' | 'robustness';
  settings: RunSettings;
  /** The finished package is tried on changed pictures as well. */
  withRobustness: boolean;
}

/** Beyond its middle there is something real to come into view where a picture moves by 3 %; of less of it parts that lie across would be cut off. */
const middle: Roi = { x: 0.03, y: 0.03, width: 0.94, height: 0.94 };

const sizes = [256, 384, 512];
const normalCounts = [5, 10, 20, 50, 100];
const trainingMinutes = [0.5, 1, 2, 5, 10];
/** The minutes that a budget in steps stands for: the training times are shares of it. */
const usualMinutes = 2;

/**
 * Every experiment, in the order in which they run and are shown. Equal settings are measured once.
 * @param size side of the working picture where the experiment does not change it, px
 * @param backbone frozen network of every run
 */
export function experimentsFor(budget: Budget, seed: number, size?: number, backbone?: BackboneWord): Experiment[] {
  const plain = defaultSettings(budget, size, backbone);
  const experiment = (
    group: Experiment['group'],
    name: string,
    change: Partial<RunSettings> = {},
    withRobustness = false,
  ): Experiment => ({ name, group, settings: { ...plain, ...change }, withRobustness });
  return [
    experiment('default', 'default'),
    ...(Object.keys(defaultLossWeights) as (keyof LossWeights)[]).map((loss) =>
      experiment('losses', `without ${loss} loss`, { loss: { ...defaultLossWeights, [loss]: 0 } }),
    ),
    ...levelNames.map((level) =>
      experiment('parts', `without level ${level}`, { ablation: { levels: [level], parts: [] } }),
    ),
    ...partNames.map((part) => experiment('parts', `without ${part}`, { ablation: { levels: [], parts: [part] } })),
    ...sizes.map((side) => experiment('size', `${side} px`, { size: side })),
    ...drawnKinds(defaultPriorSet, false).map((kind) =>
      experiment('priors', `without ${kind}`, { priors: withoutKind(kind) }),
    ),
    experiment('priors', 'random priors', { priors: randomPriorSet(seed) }),
    ...normalCounts.map((normals) => experiment('normals', `${normals} good parts`, { normals })),
    experiment('normals', 'all good parts'),
    ...trainingMinutes.map((minutes) => {
      const time = budgetOfMinutes(budget, minutes);
      return experiment('time', 'minutes' in time ? `${minutes} min` : `${time.steps} steps`, { budget: time });
    }),
    experiment('robustness', 'changed pictures', { roi: middle }, true),
  ];
}

function budgetOfMinutes(budget: Budget, minutes: number): Budget {
  if ('minutes' in budget) return { minutes };
  return { steps: Math.max(1, Math.round((budget.steps * minutes) / usualMinutes)) };
}

function withoutKind(kind: keyof PriorSet['kinds']): PriorSet {
  const { kinds } = defaultPriorSet;
  return {
    ...defaultPriorSet,
    name: `without ${kind}`,
    kinds: { ...kinds, [kind]: { ...kinds[kind], enabled: false } },
  };
}

const rangeNames = ['size', 'contrast', 'count', 'angle', 'edge', 'opacity'] as const;

/** The ends that the schema allows for each range. */
const allowed = z
  .object(
    Object.fromEntries(
      rangeNames.map((name) => [
        name,
        z.object({ prefixItems: z.array(z.object({ minimum: z.number(), maximum: z.number() })).min(1) }),
      ]),
    ),
  )
  .parse(z.toJSONSchema(priorSchema).properties);

/** Priors that know nothing of defects: every range is drawn uniformly within what is allowed; all else as by default. */
export function randomPriorSet(seed: number): PriorSet {
  const random = createRandom(seed, 0xab1a);
  const draw = (name: (typeof rangeNames)[number]): [number, number] => {
    const { minimum, maximum } = allowed[name]!.prefixItems[0]!;
    const one = (): number =>
      name === 'count' ? random.integer(minimum, maximum) : Math.round(100 * random.uniform(minimum, maximum)) / 100;
    const [a, b] = [one(), one()];
    return [Math.min(a, b), Math.max(a, b)];
  };
  const kinds = Object.fromEntries(
    defectKinds.map((kind) => {
      const ranges = Object.fromEntries(rangeNames.map((name) => [name, draw(name)]));
      return [kind, { ...defaultPriorSet.kinds[kind], ...ranges }];
    }),
  ) as PriorSet['kinds'];
  return { ...defaultPriorSet, name: `random ${seed}`, kinds };
}
