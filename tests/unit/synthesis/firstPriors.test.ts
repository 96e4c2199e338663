import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { defaultPriorSet, priorSetSchema } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { createMask } from '#shared/vision/raster.ts';
import { synthesize } from '#shared/vision/synthesis/index.ts';
import { texturedPart } from '../../fixtures/parts.ts';

/** A prior set as it was saved before priors had physics. */
const usual = { enabled: true, share: 1, angle: [-180, 180], opacity: [0.3, 1] };
const saved = {
  schema: 1,
  name: 'default',
  confineToForeground: true,
  nuisance: 0.5,
  kinds: {
    scratch: { ...usual, size: [15, 150], contrast: [12, 140], count: [1, 3], edge: [0, 1.2] },
    stain: { ...usual, size: [6, 90], contrast: [12, 120], count: [1, 2], edge: [0.5, 8] },
    pit: { ...usual, size: [3, 14], contrast: [14, 160], count: [1, 7], edge: [0, 1.2] },
    crack: { ...usual, size: [20, 150], contrast: [12, 120], count: [1, 2], edge: [0, 1] },
    fibre: { ...usual, share: 0.5, size: [20, 120], contrast: [12, 120], count: [1, 3], edge: [0, 1] },
    missing: { ...usual, share: 0.5, size: [10, 80], contrast: [12, 140], count: [1, 2], edge: [0, 2] },
    texture: {
      ...{ ...usual, share: 1.5, size: [8, 110], contrast: [12, 140], count: [1, 2] },
      ...{ edge: [0, 1.5], opacity: [0.15, 1] },
    },
    cutpaste: { ...usual, share: 1.5, size: [8, 100], contrast: [12, 140], count: [1, 2], edge: [0, 2] },
    warp: { ...usual, share: 0.8, size: [16, 90], contrast: [12, 140], count: [1, 2], edge: [0.5, 3] },
  },
};

/**
 * Pictures, masks and values of the first 120 of a prior set, as they were drawn before priors had physics; three of them since
 * what is taken from beyond a part's border is mirrored there without a repeated line.
 */
const asTheyWere = 'fa369b491beae3627332800c0e00581eaae47f0ff2dc51325c2e2cced8c4349f';

it('a prior set of the first schema opens and draws the very pixels that it always drew', () => {
  const priors = priorSetSchema.parse(saved);
  expect(priors).toEqual(defaultPriorSet);
  const parts = Array.from({ length: 6 }, (_, seed) => {
    const part = texturedPart(128, seed);
    if (seed % 2 === 1) for (let i = 2; i < part.data.length; i += 3) part.data[i]! >>= 1; // half of them in colour
    return part;
  });
  const foreground = createMask(128, 128, 255);
  const hash = createHash('sha256');
  for (let seed = 0; seed < 120; seed++) {
    const donors = [parts[(seed + 1) % 6]!, parts[(seed + 3) % 6]!];
    const { image, mask, drawn } = synthesize(parts[seed % 6]!, priors, createRandom(seed), { donors, foreground });
    hash.update(image.data).update(mask.data).update(JSON.stringify(drawn));
  }
  expect(hash.digest('hex')).toBe(asTheyWere);
}, 60_000);
