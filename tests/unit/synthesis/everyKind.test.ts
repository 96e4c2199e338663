import { describe, expect, it, vi } from 'vitest';
import { type PriorSet, defaultPriorSet, defectKinds, priorSetSchema } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { createMask } from '#shared/vision/raster.ts';
import { synthesize } from '#shared/vision/synthesis/index.ts';
import { zoneKinds } from '#shared/vision/zonePicture.ts';
import { labelledPart, texturedPart } from '../../fixtures/parts.ts';

vi.setConfig({ testTimeout: 120_000 });

const side = 96;
const part = texturedPart(side, 1);
const donors = [texturedPart(side, 2), texturedPart(side, 3)];
const stamps = [labelledPart(side, 4)];
/** The part fills all but a quarter; a stripe of it is ignored, another not inspected. */
const foreground = createMask(side, side);
const kinds = new Uint8Array(side * side).fill(zoneKinds.judged);
for (let i = 0; i < side * side; i++) {
  const [x, y] = [i % side, Math.floor(i / side)];
  if (x < 80 && y > 10) foreground.data[i] = 255;
  if (x >= 30 && x < 40) kinds[i] = zoneKinds.ignored;
  if (y >= 80) kinds[i] = zoneKinds.seen;
}
const zone = { width: side, height: side, kinds, fill: new Uint8Array(3 * side * side).fill(90) };
const zones = { picture: zone, reference: zone };

function only(kind: (typeof defectKinds)[number]): PriorSet {
  const all = Object.fromEntries(
    defectKinds.map((name) => [name, { ...defaultPriorSet.kinds[name], enabled: name === kind }]),
  ) as PriorSet['kinds'];
  const usual = { ...all[kind], size: [20, 70], count: [1, 1] };
  return priorSetSchema.parse({ ...defaultPriorSet, nuisance: 0, kinds: { ...all, [kind]: usual } });
}

describe.each(defectKinds)('%s', (kind) => {
  const priors = only(kind);
  const seeds = Array.from({ length: 10 }, (_, seed) => seed);

  it('changes and marks only what is part and inspected, and nothing that is ignored', () => {
    for (const seed of seeds) {
      const { image, base, mask } = synthesize(part, priors, createRandom(seed), { donors, stamps, foreground, zones });
      for (let i = 0; i < side * side; i++) {
        const [x, y] = [i % side, Math.floor(i / side)];
        const isChanged = [0, 1, 2].some((c) => image.data[3 * i + c] !== base.data[3 * i + c]);
        const isOnPart = x < 80 + 3 && y > 10 - 3; // with its rim
        if (isChanged) expect(isOnPart && kinds[i] === zoneKinds.judged).toBe(true);
        if (mask.data[i]) expect(kinds[i]).toBe(zoneKinds.judged);
        if (mask.data[i]) expect(x < 80 + 12 && y > 10 - 12).toBe(true); // gaps are closed and marks blurred
      }
    }
  });

  it('changes nothing beyond its size and its soft edge, and shows what it says', () => {
    for (const seed of seeds) {
      const { image, base, drawn } = synthesize(part, priors, createRandom(seed), { donors, stamps });
      if (drawn.length !== 1) continue; // one picture in five shows two
      const { x, y, size, elongation = 1, edge = 0 } = drawn[0]!.values as Record<string, number>;
      const reach = 1.2 * size! * elongation + 4 * edge + 16;
      let changed = 0;
      for (let i = 0; i < side * side; i++) {
        if (image.data[3 * i] === base.data[3 * i]) continue;
        changed++;
        const [px, py] = [((i % side) + 0.5) * (256 / side), (Math.floor(i / side) + 0.5) * (256 / side)];
        expect(Math.hypot(px - x!, py - y!)).toBeLessThan(reach);
      }
      expect(changed).toBeGreaterThan(0);
    }
  });

  it('is the same pixels for the same seed, and others for another', () => {
    const bytes = (seed: number): string => {
      const { image, mask } = synthesize(part, priors, createRandom(seed), { donors, stamps });
      return Buffer.concat([image.data, mask.data]).toString('base64');
    };
    expect(bytes(3)).toBe(bytes(3));
    expect(bytes(3)).not.toBe(bytes(4));
  });
});
