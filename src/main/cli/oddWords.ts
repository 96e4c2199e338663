import { basename } from 'node:path';
import type { FoundOdd } from '#studio/dataset/check/index.ts';
import { wholePercent } from './figures.ts';

const sides = { train: 'trains', calibration: 'calibrates', test: 'tests' } as const;

/** What is odd about a picture, in words with its figure. */
export function describeOdd({ way, value, usual, of, problem, split }: FoundOdd): string {
  const [low, high] = usual ?? [null, null];
  const stops = (by: number): string => Math.abs(by).toFixed(1);
  const other = of ? basename(of.file) : '';
  const where = problem === 'leak' && of ? `, which ${sides[of.split]} while this one ${sides[split]}` : '';
  switch (way) {
    case 'near-copy':
      return `near-copy of ${other}${where}`;
    case 'same-part':
      return `the same part as ${other}${where}`;
    case 'unlike':
      return `${value.toFixed(1)} times as far from the other parts as is usual (up to ${high!.toFixed(1)})`;
    case 'soft':
      return `${wholePercent(value)} of the usual fine detail (usual from ${wholePercent(low!)})`;
    case 'darker':
    case 'brighter':
      return `${stops(value)} stops ${way} than is usual (up to ${stops(high!)})`;
    case 'tint':
      return `colour ${value.toFixed(1)} a*b* away from the usual (up to ${high!.toFixed(1)})`;
    case 'grey':
      return `chroma ${value.toFixed(1)}, grey among colour (usual from ${low!.toFixed(1)})`;
    default:
      return `${wholePercent(value)} of the usual ${way}`;
  }
}
