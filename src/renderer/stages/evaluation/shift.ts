import type { Share } from '#shared/domain/limits.ts';

export const mostParts = 1_000_000;
const usualParts = 1000;
const place = 'flawsmith.shift';

/** Whole parts of a shift: the ends of the range are rounded away from each other. */
export function partsOf({ expected, low, high }: Share, parts: number): Share {
  // what 0.1 and its like lose is no part
  const whole = (share: number): number => Math.round(share * parts * 1e6) / 1e6;
  return { expected: Math.round(whole(expected)), low: Math.floor(whole(low)), high: Math.ceil(whole(high)) };
}

function allKept(): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '{}');
    return kept !== null && typeof kept === 'object' ? { ...kept } : {};
  } catch {
    return {}; // written by something else
  }
}

/** Parts of a product's shift as last typed in this browser; {@link usualParts} before. */
export function keptShift(product: string): number {
  const kept = allKept()[product];
  return typeof kept === 'number' && kept >= 1 && kept <= mostParts ? Math.round(kept) : usualParts;
}

export function keepShift(product: string, parts: number): void {
  localStorage.setItem(place, JSON.stringify({ ...allKept(), [product]: parts }));
}
