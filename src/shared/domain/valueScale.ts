/**
 * How stored values of more than 8 bits become bytes, the same for every picture of a product and in its packages: by the bits
 * that the camera fills, or by the values that become 0 and 255. Files of 8 bits are taken as they are.
 */
export type ValueScale = { depth: number } | { range: [low: number, high: number] };

/** Bits that 16-bit files can be said to use. */
export const depths = { least: 8, most: 16 } as const;

/** Where nothing is known: files use all their 16 bits. */
export const fullScale: ValueScale = { depth: depths.most };

export const isSameScale = (a: ValueScale, b: ValueScale): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Such as `12 bits (values 0 to 4095)` or `values 0 to 1`. */
export function describeScale(scale: ValueScale): string {
  if ('range' in scale) return `values ${scale.range[0]} to ${scale.range[1]}`;
  return `${scale.depth} bits (values 0 to ${2 ** scale.depth - 1})`;
}
