import { type DefectKind, type Prior, type PriorSet, defectKinds } from '#shared/domain/priors.ts';

/** A prior set that notes of which kinds more was read than whether and how often they are drawn. */
export function noteKinds(priorSet: PriorSet): { priorSet: PriorSet; kinds: Set<DefectKind> } {
  const kinds = new Set<DefectKind>();
  const noted = (kind: DefectKind): Prior => {
    const note = (name?: string | symbol): void => {
      if (name !== 'enabled' && name !== 'share') kinds.add(kind);
    };
    return new Proxy(priorSet.kinds[kind], {
      get: (prior, name) => (note(name), Reflect.get(prior, name)),
      has: (prior, name) => (note(name), Reflect.has(prior, name)),
      ownKeys: (prior) => (note(), Reflect.ownKeys(prior)),
    });
  };
  const all = Object.fromEntries(defectKinds.map((kind) => [kind, noted(kind)])) as PriorSet['kinds'];
  return { priorSet: { ...priorSet, kinds: all }, kinds };
}

/** All that a picture hangs on of the priors it was drawn by, as text; equal for two sets, they draw the same picture. @param kinds that were read of it */
export function usedOf({ kinds: all, ...rest }: PriorSet, kinds: Iterable<DefectKind>): string {
  const drawn = defectKinds.map((kind) => [all[kind].enabled, all[kind].share]);
  return JSON.stringify([{ ...rest, name: null }, drawn, [...kinds].map((kind) => [kind, all[kind]])]);
}
