import { describe, expect, it } from 'vitest';
import type { Roi } from '#shared/domain/images.ts';
import { type Certified, certificateJson, certificateValues, readmeValues } from '#studio/export/certificate.ts';
import { fixtureManifest } from '../fixtures/package.ts';

type Manifest = Parameters<typeof readmeValues>[0];

/** All that the package's README says, of a window of the photograph. */
function said(roi: Roi): string {
  const manifest = { ...fixtureManifest, input: { ...fixtureManifest.input, roi } } as unknown as Manifest;
  return Object.values(readmeValues(manifest)).join('\n');
}

describe('what a package says of lengths', () => {
  const files = {
    parity: { rows: [] },
    test: null,
    known: { stoppedEarly: null, stale: [] },
    files: {},
  } as unknown as Parameters<typeof certificateJson>[1];
  const withScale = (mmPerPixel?: number): Manifest =>
    ({ ...fixtureManifest, input: { ...fixtureManifest.input, mmPerPixel } }) as unknown as Manifest;

  it('is what a pixel measures, where somebody said it, in README and certificate', () => {
    expect(readmeValues(withScale(1.4 / 20))['judged']).toContain('A pixel of the photographs measures 0.07 mm');
    expect(JSON.parse(certificateJson(withScale(0.05), files))).toMatchObject({ mmPerPixel: 0.05 });
    expect(readmeValues(withScale())['judged']).not.toContain('mm');
    expect(certificateJson(withScale(), files)).not.toContain('mmPerPixel');
  });
});

describe('what a certificate says of what was ignored in single pictures', () => {
  const manifest = fixtureManifest as unknown as Manifest;
  const about = (ownAreas?: number): string =>
    certificateValues(manifest, {
      parity: { rows: [], scoreTolerance: 0, mapTolerance: 0 },
      test: null,
      known: { stoppedEarly: null, stale: [] },
      golden: [],
      files: {},
      ownAreas,
    } as unknown as Certified)['about']!;

  it('is that the package looks at it; nothing where there was none', () => {
    expect(about(2)).toContain('In 2 pictures behind training and figures more was ignored, each for itself');
    expect(about(1)).toContain('In 1 picture behind');
    expect([about(0), about()].join()).not.toContain('more was ignored');
  });
});

describe('what a package says of the border', () => {
  it('names what is left out at each side, whatever left it out', () => {
    expect(said({ x: 0.1, y: 0, width: 0.5, height: 0.97 })).toContain(
      '10.0 % of the width at the left and 40.0 % at the right, 0.0 % of the height at the top and 3.0 % at the bottom.',
    );
  });

  it('is nothing where the whole photograph is looked at', () => {
    expect(said({ x: 0, y: 0, width: 1, height: 1 })).not.toContain('Left out of the photograph');
  });
});
