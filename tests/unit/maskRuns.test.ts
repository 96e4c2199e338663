import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pixelsOfRuns, runsOfMask } from '#shared/vision/maskRuns.ts';

describe('runs of a mask', () => {
  it('give the mask back, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 255), { minLength: 1, maxLength: 200 }), (pixels) => {
        expect([...pixelsOfRuns(runsOfMask(pixels), pixels.length)]).toEqual(pixels);
      }),
    );
  });

  it('are refused where they are of another picture', () => {
    expect(() => pixelsOfRuns([3, 2], 6)).toThrow(RangeError);
  });
});
