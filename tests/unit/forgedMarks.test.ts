import { describe, expect, it } from 'vitest';
import { isCoarse, isFaint, marksOf, noiseOf } from '#shared/domain/forgedMarks.ts';

const seen = (contrast: number, area = 50) => ({ contrast, area });

describe('what is said of forged pictures', () => {
  it('takes for noise what 95 of 100 good places stand out by', () => {
    expect(noiseOf(Array.from({ length: 101 }, (_, i) => i).reverse())).toBe(95);
    expect(noiseOf([7])).toBe(7);
    expect(noiseOf([])).toBe(0);
  });

  it('is too faint at the noise and not above it, too coarse beyond twice the area or one and a half times the contrast', () => {
    expect([isFaint(seen(5), 5), isFaint(seen(5.1), 5)]).toEqual([true, false]);
    const real = { area: 100, contrast: 40 };
    expect([seen(1, 200), seen(1, 201), seen(60, 1), seen(60.1, 1)].map((one) => isCoarse(one, real))).toEqual([
      ...[false, true, false, true],
    ]);
  });

  it('calls a picture faint where none of its defects is seen, by the noise of all, and coarse where one is', () => {
    const good = [seen(2), seen(4)];
    const pictures = [
      { forged: [seen(3), seen(30)], good },
      { forged: [seen(3), seen(1)], good },
      { forged: [seen(3), seen(2, 900)], good },
      { forged: [], good: [] },
    ];
    expect(marksOf(pictures, null)).toEqual([null, 'faint', 'faint', 'faint']);
    expect(marksOf(pictures, { area: 400, contrast: 40 })).toEqual([null, 'faint', 'coarse', 'faint']);
  });
});
