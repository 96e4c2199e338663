/** Slow, dense re-statement of the antialiased resize in double precision: every output looks at every input. */
export function naiveResize(values: readonly number[][], outWidth: number, outHeight: number): number[][] {
  const inHeight = values.length;
  const inWidth = values[0]!.length;
  const weight = (position: number, out: number, inSize: number, outSize: number): number => {
    const scale = inSize / outSize;
    const distance = Math.abs(position + 0.5 - (out + 0.5) * scale);
    return Math.max(0, 1 - distance / Math.max(1, scale));
  };
  return Array.from({ length: outHeight }, (_, y) =>
    Array.from({ length: outWidth }, (_, x) => {
      let sum = 0;
      let total = 0;
      for (let v = 0; v < inHeight; v++) {
        for (let u = 0; u < inWidth; u++) {
          const w = weight(v, y, inHeight, outHeight) * weight(u, x, inWidth, outWidth);
          sum += w * values[v]![u]!;
          total += w;
        }
      }
      return sum / total;
    }),
  );
}
