import { describe, expect, it } from 'vitest';
import { defectKinds, forgesNothing, priorSetSchema } from '#shared/domain/priors.ts';
import { surfacePreset, surfaces, tellingKinds } from '#shared/domain/surfacePresets.ts';

describe.each(surfaces)('priors to begin with on %s', (surface) => {
  const priors = surfacePreset(surface, 'mine');

  it('are a prior set of the given name from which defects can be drawn', () => {
    expect(priorSetSchema.parse(priors)).toEqual(priors);
    expect(priors.name).toBe('mine');
    expect(forgesNothing(priors)).toBe(false);
  });

  it('draw the kinds that tell most of it, and others with them', () => {
    const on = defectKinds.filter((kind) => priors.kinds[kind].enabled);
    expect(tellingKinds(surface)).toHaveLength(2);
    for (const kind of tellingKinds(surface)) expect(on).toContain(kind);
    expect(on.length).toBeGreaterThanOrEqual(6);
    expect(on).toContain('texture'); // no list of kinds is whole
  });
});

it('differ from each other', () => {
  const sets = surfaces.map((surface) => JSON.stringify(surfacePreset(surface, 'mine')));
  expect(new Set(sets).size).toBe(surfaces.length);
});
