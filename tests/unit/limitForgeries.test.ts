import { describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { heldOutPicture } from '#shared/domain/purposes.ts';
import { chooseBases, partsOfForged } from '#shared/vision/limitForgeries.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import { forgeSample, partsOfPicture } from '#shared/vision/synthesis/forge.ts';
import { texturedPart } from '../fixtures/parts.ts';

describe('the parts that defects are forged on for the limits', () => {
  it('are known from the keys alone: those that forging takes', () => {
    const images = Array.from({ length: 5 }, (_, i) => texturedPart(48, i));
    const image = (index: number) => images[index]!;
    const foreground = (index: number) => findForeground(image(index));
    const source = { count: images.length, image, reference: image, foreground };
    for (let number = 0; number < 12; number++) {
      const keys = heldOutPicture('limits', number);
      expect(partsOfPicture(keys, images.length).base).toBe(forgeSample(source, defaultPriorSet, keys).base);
    }
  });

  it('are of every part before a second picture of any, forty at most', () => {
    const pictures = Array.from({ length: 90 }, (_, i) => ({ part: `part ${i % 30}`, i }));
    const bases = chooseBases(pictures);
    expect(bases).toHaveLength(40);
    expect(bases.slice(0, 30).map(({ i }) => i)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    const parts = partsOfForged(pictures, 120);
    expect(parts).toHaveLength(120);
    expect(new Set(parts).size).toBeGreaterThan(20);
  });
});
