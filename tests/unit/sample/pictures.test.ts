import { describe, expect, it } from 'vitest';
import { renderCase, sampleCases, storedMask, storedPicture } from '../../fixtures/samplePictures.ts';

describe('the sample product’s pictures', () => {
  it.each(sampleCases)('of $name are those of every earlier version, to a rounding of floats', async (one) => {
    const { image, mask } = renderCase(one);
    const expected = await storedPicture(one.name);
    expect(image.data).toHaveLength(expected.length);
    let [largest, sum] = [0, 0];
    image.data.forEach((value, i) => {
      largest = Math.max(largest, Math.abs(value - expected[i]!));
      sum += Math.abs(value - expected[i]!);
    });
    expect(largest).toBeLessThanOrEqual(1);
    expect(sum / expected.length).toBeLessThan(0.005);
    if (mask) expect([...mask.data]).toEqual([...(await storedMask(one.name))]);
    else expect(one.name).toContain('good');
  });
});
