import { describe, expect, it } from 'vitest';
import { maskArea } from '#shared/vision/raster.ts';
import { renderSamplePart, sampleDefects, sampleProductPlan, sampleSessionsCsv } from '#shared/vision/sample/index.ts';

const size = 256;
const mean = (data: Uint8Array): number => data.reduce((a, b) => a + b, 0) / data.length;

describe('renderSamplePart', () => {
  it('gives the same pixels for the same seed, and others for another', () => {
    const first = renderSamplePart(3, { session: 0, size });
    expect(renderSamplePart(3, { session: 0, size }).image.data).toEqual(first.image.data);
    expect(renderSamplePart(4, { session: 0, size }).image.data).not.toEqual(first.image.data);
    expect(first).toMatchObject({ mask: null, kind: 'good', image: { width: size, height: size } });
  });

  it('shows a bright part on a dark mat, without clipping much of it', () => {
    const { data } = renderSamplePart(5, { session: 1, size }).image;
    const at = (x: number, y: number): number => data[(y * size + x) * 3]!;
    expect(at(4, 4)).toBeLessThan(90); // mat
    expect(at(size / 2, size / 2)).toBeLessThan(90); // through the bore
    expect(at(size / 2, 30)).toBeGreaterThan(at(4, 4) + 40); // face
    expect(data.filter((value) => value === 255).length / data.length).toBeLessThan(0.01);
  });

  it('lights the sessions differently', () => {
    const levels = [0, 1, 2].map((session) => mean(renderSamplePart(6, { session, size: 128 }).image.data));
    expect(new Set(levels.map((level) => level.toFixed(2))).size).toBe(3);
  });

  it.each(sampleDefects)('changes a part only at and around its %s, and masks that', (defect) => {
    for (const seed of [11, 12, 13]) {
      const good = renderSamplePart(seed, { session: 0, size }).image.data;
      const { image, mask, kind } = renderSamplePart(seed, { session: 0, size, defect });
      expect(kind).toBe(defect);
      expect(maskArea(mask!)).toBeGreaterThan(20);
      expect(maskArea(mask!)).toBeLessThan(0.02 * size * size);
      let strongInside = 0;
      mask!.data.forEach((inside, i) => {
        const change = Math.abs(image.data[i * 3 + 1]! - good[i * 3 + 1]!);
        if (inside && change > 12) strongInside++;
        if (change > 0) expect(nearMask(mask!.data, i, 16)).toBe(true); // a chip throws a shadow
      });
      expect(strongInside / maskArea(mask!)).toBeGreaterThan(0.15);
    }
  });
});

/** True where a mask pixel lies within `reach` pixels, seen as a square. */
function nearMask(mask: Uint8Array, index: number, reach: number): boolean {
  const x = index % size;
  const y = Math.floor(index / size);
  for (let v = Math.max(0, y - reach); v <= Math.min(size - 1, y + reach); v++) {
    for (let u = Math.max(0, x - reach); u <= Math.min(size - 1, x + reach); u++) if (mask[v * size + u]) return true;
  }
  return false;
}

describe('sampleProductPlan', () => {
  const plan = sampleProductPlan();

  it('holds 60 good parts of two sessions, and a test of a third with four kinds of defect', () => {
    const train = plan.filter((one) => one.file.startsWith('train/good/'));
    expect(train.map((one) => one.session)).toEqual([...Array(30).fill(0), ...Array(30).fill(1)]);
    const test = plan.filter((one) => one.file.startsWith('test/'));
    expect(test.every((one) => one.session === 2)).toBe(true);
    expect(test.filter((one) => one.defect === null)).toHaveLength(20);
    for (const kind of sampleDefects) expect(test.filter((one) => one.defect === kind)).toHaveLength(8);
  });

  it('names every file, part and seed once, and a mask for each defect', () => {
    for (const field of ['file', 'part', 'seed'] as const) {
      expect(new Set(plan.map((one) => one[field])).size).toBe(plan.length);
    }
    expect(plan.find((one) => one.file === 'test/dent/003.png')?.maskFile).toBe('ground_truth/dent/003_mask.png');
  });

  it('writes the sessions file with one line a picture', () => {
    const lines = sampleSessionsCsv().trimEnd().split('\n');
    expect(lines[0]).toBe('file,session,part');
    expect(lines[1]).toBe('train/good/000.png,day-1,FR-32-1001');
    expect(lines).toHaveLength(plan.length + 1);
  });
});
