import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  backboneTitle,
  backboneWord,
  backboneWords,
  backbones,
  defaultBackbone,
  firstBackbone,
} from '#shared/domain/backbones.ts';
import { manifestSchema } from '#shared/domain/manifest.ts';
import { runConfigSchema } from '#shared/domain/runs.ts';
import { projectRoot } from '#studio/paths.ts';
import { architectureNamed } from '#engine/model/backbones/index.ts';
import { parseBackbone } from '../../src/main/cli/trainOptions.ts';
import { requireLevels } from '../../src/main/cli/without.ts';
import { trainedRun } from '../fixtures/runs.ts';

const sha256 = 'a'.repeat(64);

interface Pinned {
  word: string;
  title: string;
  isNeeded: boolean;
  sha256?: string;
  hub?: { sha256Begins: string };
}

describe('the networks that can be chosen', () => {
  it('are those that set-up brings, and it cannot do without the ones that plain runs and the import need', () => {
    const pinned = JSON.parse(readFileSync(join(projectRoot, 'resources', 'weights.json'), 'utf8')) as Record<
      string,
      Pinned
    >;
    expect(Object.keys(pinned)).toEqual(backboneWords.map((word) => backbones[word].name));
    for (const word of backboneWords) {
      const { name, title, isOnDemand } = backbones[word];
      const isNeeded = word === defaultBackbone || word === firstBackbone;
      expect(pinned[name]).toMatchObject({ word, title, isNeeded });
      expect(Boolean(pinned[name]!.hub)).toBe(isOnDemand);
      if (isOnDemand) expect(pinned[name]!.hub!.sha256Begins).toMatch(/^[0-9a-f]{8}$/);
      else expect(pinned[name]!.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('have the levels that the engine makes of them, and no other can be left out', () => {
    for (const word of backboneWords) {
      const { name, levels } = backbones[word];
      expect(levels, word).toEqual(architectureNamed(name).levels.map((level) => level.name));
    }
    expect(() => requireLevels(['s32', 'head'], 'lite2')).not.toThrow();
    expect(() => requireLevels(['s16', 's32'], 'wide_resnet50_2')).toThrow(/no level s32; it has s4, s8, s16/);
  });

  it('go by their word and by the name that runs carry; any other is refused with those known', () => {
    for (const word of backboneWords) {
      expect(parseBackbone(word)).toBe(word);
      expect(parseBackbone(backbones[word].name)).toBe(word);
    }
    for (const wrong of ['lite9', '', 'Lite2', ' lite2'])
      expect(() => parseBackbone(wrong), wrong).toThrow('lite0, lite2');
  });

  it('are lite0 in runs and packages that do not say', () => {
    const { config } = trainedRun(256, 1, 1);
    expect(config.backbone).toBeUndefined();
    expect(backboneWord(runConfigSchema.parse(config).backbone)).toBe('lite0');
    expect(backboneTitle(manifestSchema.shape.backbone.parse(undefined))).toBe('EfficientNet-Lite0');
  });

  it('keep the name that a later version gave them', () => {
    const later = { name: 'efficientnet-lite8', sha256 };
    expect(backboneWord({ name: 'efficientnet-lite2' })).toBe('lite2');
    expect([backboneWord(later), backboneTitle(later)]).toEqual(['efficientnet-lite8', 'efficientnet-lite8']);
  });
});
