import { InvalidArgumentError } from 'commander';
import { type ValueScale, depths } from '#shared/domain/valueScale.ts';

/** Parser of `--depth`: bits that 16-bit files use. */
export function parseDepth(text: string): ValueScale | 'auto' {
  if (text === 'auto') return text;
  const depth = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isInteger(depth) || depth < depths.least || depth > depths.most) {
    throw new InvalidArgumentError(`A whole number from ${depths.least} to ${depths.most}, or auto, is needed.`);
  }
  return { depth };
}

/** Parser of `--range`: values that are black and white. */
export function parseRange(text: string): ValueScale {
  const ends = text.split(',').map((end) => (end.trim() === '' ? Number.NaN : Number(end)));
  const [low, high] = ends;
  if (ends.length !== 2 || !Number.isFinite(low) || !Number.isFinite(high) || !(low! < high!)) {
    throw new InvalidArgumentError('Two numbers, the lower first, are needed: 0,1');
  }
  return { range: [low!, high!] };
}
