import { defineStore } from 'pinia';
import { reactive, ref } from 'vue';
import { type BackboneWord, defaultBackbone } from '#shared/domain/backbones.ts';
import type { Moved } from '#shared/domain/movement.ts';
import { defaultLossWeights, defaultSize } from '#shared/domain/runs.ts';

/** What a user set for the next run of one product and what they look at; it survives a change of page. */
function createPlan(product: string) {
  return defineStore(`training-${product}`, () => {
    const minutes = ref(3);
    /** Side of the working picture, px. */
    const size = ref<number>(defaultSize);
    /** The frozen network. */
    const backbone = ref<BackboneWord>(defaultBackbone);
    /** Share of each side by which good parts are also seen moved. */
    const moved = ref<Moved>('auto');
    const seed = ref(0);
    const loss = reactive({ ...defaultLossWeights });
    /** Name of a saved prior set; null: what is on the synthesis bench. */
    const priorSet = ref<string | null>(null);
    /** The run whose curves and details are shown; null: the newest. */
    const run = ref<string | null>(null);
    /** Name of the next run; '' for none. */
    const name = ref('');
    /** Ids of the runs that are ticked, in the order in which they were. */
    const ticked = ref<string[]>([]);
    /** The ticked runs are shown beside each other in place of one. */
    const isComparing = ref(false);
    /** Steps of the curves' moving mean. */
    const smoothing = ref(15);
    return { minutes, size, backbone, moved, seed, loss, priorSet, run, name, ticked, isComparing, smoothing };
  })();
}

const plans = new Map<string, ReturnType<typeof createPlan>>();

/** The plan of a product, the same one at each call. */
export function useTrainingPlan(product: string): ReturnType<typeof createPlan> {
  const known = plans.get(product) ?? createPlan(product);
  plans.set(product, known);
  return known;
}
