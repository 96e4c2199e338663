import { describe, expect, it, vi } from 'vitest';
import {
  type DefectKind,
  type Prior,
  type PriorRange,
  defaultPriorSet,
  defectKinds,
  priorRanges,
  usedRanges,
} from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { createMask } from '#shared/vision/raster.ts';
import { synthesize } from '#shared/vision/synthesis/index.ts';
import { labelledPart, texturedPart } from '../fixtures/parts.ts';

vi.setConfig({ testTimeout: 120_000 });

const part = texturedPart(96, 1);
const whole = createMask(96, 96, 255);
const stamps = [labelledPart(96, 4)];
const ends: Record<PriorRange, [number, number]> = {
  size: [20, 80],
  contrast: [30, 120],
  count: [1, 6],
  angle: [0, 90],
  edge: [0, 8],
  opacity: [0.2, 1],
};

/** The bytes of one kind with one range at a value, over some seeds. */
function bytesOf(kind: DefectKind, name: PriorRange, value: number): string {
  const priors = { ...structuredClone(defaultPriorSet), nuisance: 0 };
  for (const other of defectKinds) priors.kinds[other].enabled = other === kind;
  const usual: Partial<Prior> = { size: [60, 60], contrast: [90, 90], opacity: [0.8, 0.8], edge: [1, 1] };
  Object.assign(priors.kinds[kind], usual, { [name]: [value, value] });
  const pictures = Array.from({ length: 12 }, (_, seed) =>
    Buffer.from(synthesize(part, priors, createRandom(seed), { foreground: whole, stamps }).image.data).toString(
      'base64',
    ),
  );
  return pictures.join(' ');
}

describe('the ranges that the bench shows of a kind', () => {
  it.each(defectKinds)('are those that change what a %s looks like, and no others', (kind) => {
    const changing = priorRanges.filter(
      (name) => bytesOf(kind, name, ends[name][0]) !== bytesOf(kind, name, ends[name][1]),
    );
    expect(changing).toEqual(usedRanges(kind));
  });
});
