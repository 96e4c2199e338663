import { describe, expect, it } from 'vitest';
import { basisOf, decimalsOf, figureWords, rangeEnds } from '#shared/domain/figureWords.ts';

describe('a figure in words', () => {
  it('has the decimals that its range carries', () => {
    expect(figureWords(0.9312, [0.16, 1])).toBe('0.9');
    expect(figureWords(0.9312, [0.83, 0.98])).toBe('0.93');
    expect(figureWords(0.9312, [0.92, 0.95])).toBe('0.931');
    expect(decimalsOf(null)).toBe(2);
    expect([decimalsOf([0.25, 0.75]), decimalsOf([0.25, 0.74])]).toEqual([1, 2]);
    expect([decimalsOf([0, 0.05]), decimalsOf([0, 0.049])]).toEqual([2, 3]);
    expect(figureWords(0.5, null)).toBe('0.50');
    expect(figureWords(0, [0, 0.2])).toBe('0.00');
  });

  it('never reads as 1 unless it is', () => {
    expect(figureWords(1, [0.83, 1])).toBe('1.00');
    expect(figureWords(0.998, [0.83, 1])).toBe('> 0.99');
    expect(figureWords(0.97, [0.16, 1])).toBe('> 0.9');
    expect(figureWords(0.9998, [0.96, 1])).toBe('> 0.999');
  });

  it('is a dash where it is not defined', () => {
    expect(figureWords(null, null)).toBe('–');
    expect(figureWords(undefined, null)).toBe('–');
    expect(rangeEnds(null)).toBeNull();
  });

  it('has a range that is not narrower than it was', () => {
    expect(rangeEnds([0.1581, 0.973])).toEqual({ low: '0.1', high: '1.0' });
    expect(rangeEnds([0.8316, 0.981])).toEqual({ low: '0.83', high: '0.99' });
    // 0.29 × 100 and 0.07 × 100 are no whole numbers to a computer.
    expect(rangeEnds([0.29, 0.57])).toEqual({ low: '0.29', high: '0.57' });
    expect(rangeEnds([0.01, 0.07])).toEqual({ low: '0.01', high: '0.07' });
    expect(rangeEnds([0.9, 1])).toEqual({ low: '0.90', high: '1.00' });
  });

  it('rests on parts, or on pictures where these alone were counted', () => {
    const counts = { nNormal: 8, nAnomalous: 6, nMasked: 5 };
    expect(basisOf({ ...counts, parts: { normal: 4, anomalous: 3, masked: 2 } })).toEqual({
      unit: 'part',
      normal: 4,
      anomalous: 3,
      masked: 2,
    });
    expect(basisOf({ ...counts, parts: null })).toEqual({ unit: 'picture', normal: 8, anomalous: 6, masked: 5 });
  });
});
