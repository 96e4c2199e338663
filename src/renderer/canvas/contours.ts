/** Distance a step to a side and to a corner costs; 3-4 chamfer, within 6 % of the Euclidean distance. */
const side = 1;
const corner = 4 / 3;

/**
 * Distance of each pixel to the nearest pixel set in the mask, in pixels; 0 inside it. Infinity where nothing is set.
 * @param mask width × height bytes, set where above 127
 */
export function distanceToMask(mask: Uint8Array, width: number, height: number): Float32Array {
  const distance = Float32Array.from(mask, (value) => (value > 127 ? 0 : Infinity));
  sweep(distance, width, height, 1);
  sweep(distance, width, height, -1);
  return distance;
}

function sweep(distance: Float32Array, width: number, height: number, direction: 1 | -1): void {
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? Infinity : distance[y * width + x]!;
  for (let row = 0; row < height; row++) {
    const y = direction > 0 ? row : height - 1 - row;
    for (let column = 0; column < width; column++) {
      const x = direction > 0 ? column : width - 1 - column;
      const before = y - direction;
      const nearest = Math.min(
        at(x, y),
        at(x - direction, y) + side,
        at(x, before) + side,
        at(x - 1, before) + corner,
        at(x + 1, before) + corner,
      );
      distance[y * width + x] = nearest;
    }
  }
}

/**
 * Line segments along which a field crosses a level: marching squares between pixel centres, in pixel coordinates of the
 * picture (the first pixel's centre is 0.5, 0.5).
 * @returns x1, y1, x2, y2 of each segment, one after the other
 */
export function levelSegments(field: Float32Array, width: number, height: number, level: number): number[] {
  const segments: number[] = [];
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const i = y * width + x;
      const corners = [field[i]!, field[i + 1]!, field[i + width + 1]!, field[i + width]!] as const;
      const above = corners.map((value) => value > level);
      if (above.every(Boolean) || !above.some(Boolean)) continue;
      segments.push(...cellSegments(corners, above, level).flatMap(([cx, cy]) => [x + 0.5 + cx, y + 0.5 + cy]));
    }
  }
  return segments;
}

/** Where each side of a cell starts and the way it runs: top, right, bottom, left. */
const sides = [
  [0, 0, 1, 0],
  [1, 0, 0, 1],
  [1, 1, -1, 0],
  [0, 1, 0, -1],
] as const;

function cellSegments(
  corners: readonly [number, number, number, number],
  above: readonly boolean[],
  level: number,
): [number, number][] {
  const crossings: [number, number][] = [];
  sides.forEach(([startX, startY, alongX, alongY], edge) => {
    const next = (edge + 1) % 4;
    if (above[edge] === above[next]) return;
    const from = corners[edge]!;
    const to = corners[next]!;
    // an infinite end (no defect anywhere near) has no slope to interpolate along
    const share = Number.isFinite(from) && Number.isFinite(to) ? (level - from) / (to - from) : 0.5;
    crossings.push([startX + alongX * share, startY + alongY * share]);
  });
  return crossings;
}

/** Pixels of air between a defect and the line around it, at the working resolution of 256. */
const air = 2.5;

/** The line around a mask, lying outside it, as segments in pixels of the mask. Empty where nothing is set. */
export function maskOutline(mask: Uint8Array, width: number, height: number): number[] {
  const gap = (air * Math.max(width, height)) / 256;
  const box = boundsOf(mask, width, height, Math.ceil(gap) + 2);
  if (!box) return [];
  const part = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (box.top + y) * width + box.left;
    part.set(mask.subarray(from, from + box.width), y * box.width);
  }
  const segments = levelSegments(distanceToMask(part, box.width, box.height), box.width, box.height, gap);
  return segments.map((value, i) => value + (i % 2 === 0 ? box.left : box.top));
}

/** The rectangle around what is set, wider by a margin as far as the picture goes; null where nothing is set. */
function boundsOf(
  mask: Uint8Array,
  width: number,
  height: number,
  margin: number,
): { left: number; top: number; width: number; height: number } | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (mask[i]! <= 127) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return null;
  left = Math.max(left - margin, 0);
  top = Math.max(top - margin, 0);
  right = Math.min(right + margin, width - 1);
  bottom = Math.min(bottom + margin, height - 1);
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Segments joined end to end, so that a dash runs along the line. */
export function segmentsPath(segments: readonly number[]): Path2D {
  const path = new Path2D();
  for (const line of joined(segments)) {
    line.forEach(([x, y], i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  }
  return path;
}

type Point = readonly [number, number];

/** Segments chained into lines; a closed line ends where it began. */
export function joined(segments: readonly number[]): Point[][] {
  const ends = new Map<string, { other: Point; used: { isUsed: boolean } }[]>();
  const key = ([x, y]: Point): string => `${Math.round(x * 512)},${Math.round(y * 512)}`;
  const put = (from: Point, other: Point, used: { isUsed: boolean }): void => {
    const list = ends.get(key(from));
    if (list) list.push({ other, used });
    else ends.set(key(from), [{ other, used }]);
  };
  const all: { from: Point; to: Point; used: { isUsed: boolean } }[] = [];
  for (let i = 0; i + 3 < segments.length; i += 4) {
    const from: Point = [segments[i]!, segments[i + 1]!];
    const to: Point = [segments[i + 2]!, segments[i + 3]!];
    const used = { isUsed: false };
    put(from, to, used);
    put(to, from, used);
    all.push({ from, to, used });
  }
  const walk = (start: Point): Point[] => {
    const line: Point[] = [];
    for (let at = start; ;) {
      const next = ends.get(key(at))?.find(({ used }) => !used.isUsed);
      if (!next) return line;
      next.used.isUsed = true;
      line.push((at = next.other));
    }
  };
  return all.flatMap(({ from, to, used }) => {
    if (used.isUsed) return [];
    used.isUsed = true;
    return [[...walk(from).reverse(), from, to, ...walk(to)]];
  });
}
