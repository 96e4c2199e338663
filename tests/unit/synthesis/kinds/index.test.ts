import { expect, it } from 'vitest';
import { defectKinds } from '#shared/domain/priors.ts';
import { usualVisibility } from '#shared/vision/synthesis/changedMask.ts';
import { kindTable, visibilityOf } from '#shared/vision/synthesis/kinds/index.ts';

it('each kind is drawn in a way of its own, and what of it can be seen is the usual but for lines and regions', () => {
  expect(new Set(defectKinds.map((kind) => kindTable[kind])).size).toBe(defectKinds.length);
  const usual = defectKinds.filter((kind) => visibilityOf(kind) === usualVisibility);
  expect(usual).toEqual(['scratch', 'stain', 'pit', 'crack', 'fibre']);
  expect(visibilityOf('dent')).toMatchObject({ ofStrongest: 0 });
  expect(visibilityOf('hairline').least).toBeLessThan(usualVisibility.least);
  expect(visibilityOf('uneven').least).toBeLessThan(visibilityOf('hairline').least);
});
