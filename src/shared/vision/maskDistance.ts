/** Distance a step to a side and to a corner costs; 3-4 chamfer, within 6 % of the Euclidean distance. */
const side = 1;
const corner = 4 / 3;

/**
 * Distance of each pixel to the nearest pixel set in the mask, in pixels; 0 inside it. Infinity where nothing is set.
 * @param mask width × height bytes, set where above 127
 */
export function distanceToMask(mask: Uint8Array, width: number, height: number): Float32Array {
  // A rim of Infinity spares every pixel the question whether its neighbours are inside.
  const stride = width + 2;
  const rimmed = new Float32Array(stride * (height + 2)).fill(Infinity);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (mask[y * width + x]! > 127) rimmed[(y + 1) * stride + x + 1] = 0;
  }
  sweep(rimmed, stride, 1);
  sweep(rimmed, stride, -1);
  const distance = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + 1) * stride + 1;
    distance.set(rimmed.subarray(from, from + width), y * width);
  }
  return distance;
}

/** Carries distances on from the four neighbours that were passed before, from the first pixel or from the last. */
function sweep(distance: Float32Array, stride: number, direction: 1 | -1): void {
  const inner = distance.length - stride - 1;
  const first = direction > 0 ? stride + 1 : inner - 1;
  for (let count = inner - stride - 1, i = first; count > 0; count--, i += direction) {
    const column = i % stride;
    if (column === 0 || column === stride - 1) continue;
    const before = i - direction * stride;
    const straight = Math.min(distance[i - direction]!, distance[before]!) + side;
    const across = Math.min(distance[before - 1]!, distance[before + 1]!) + corner;
    distance[i] = Math.min(distance[i]!, straight, across);
  }
}
