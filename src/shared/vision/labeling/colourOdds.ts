/** Pixels that each group is given beforehand: what was hardly seen says little. */
const unseen = 1;
/** Share of what lies around that is taken for the same material as what a loose outline holds of it. */
const common = 0.5;

/**
 * How much likelier a colour is inside an outline than around it. The outline may be loose: what it has in common with its
 * surroundings, as the middle one of their colours has it, is no mark of what it is drawn around.
 * @param groups colour group of each pixel, see `colourGroups`
 * @param inside 0–1 a pixel; from a half on it is inside
 * @returns [count] 0–1 by group: chance to be of the inside, both sides being equally large; null where one side is empty
 */
export function colourOdds(groups: Uint8Array, inside: Float64Array, count: number): Float64Array | null {
  const within = new Float64Array(count);
  const around = new Float64Array(count);
  let pixelsAround = 0;
  for (let i = 0; i < groups.length; i++) {
    if (inside[i]! >= 0.5) within[groups[i]!]!++;
    else {
      around[groups[i]!]!++;
      pixelsAround++;
    }
  }
  if (pixelsAround === 0 || pixelsAround === groups.length) return null;
  const shared = sharedRatio(within, around, pixelsAround);
  for (let g = 0; g < count; g++) within[g] = Math.max(0, within[g]! - shared * around[g]!);
  const pixelsWithin = within.reduce((sum, pixels) => sum + pixels, 0);
  return within.map((pixels, g) => {
    const a = (pixels + unseen) / (pixelsWithin + unseen * count);
    const b = (around[g]! + unseen) / (pixelsAround + unseen * count);
    return a / (a + b);
  });
}

/** Pixels within for each one around, in the colour that splits the surroundings by {@link common}. */
function sharedRatio(within: Float64Array, around: Float64Array, pixelsAround: number): number {
  const ratio = (g: number): number => within[g]! / around[g]!;
  const order = [...around.keys()].filter((g) => around[g]! > 0).sort((a, b) => ratio(a) - ratio(b));
  let passed = 0;
  const at = order.find((g) => (passed += around[g]!) >= common * pixelsAround);
  return ratio(at!);
}
