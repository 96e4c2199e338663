import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';

const renderer = join(projectRoot, 'src', 'renderer');

/** Where a number may be written without the language's form, and why. */
const allowed: Readonly<Record<string, string>> = {
  'ui/figures.ts': 'counts the decimals that tell values apart; its words are made by Intl',
  'ui/NumberField.vue': 'rounds; what stands in the field goes through localDecimal',
  'ui/noteWords.ts': 'writes a note in the language that it is asked for, in that language’s form',
  'ui/usePaletteFinds.ts': 'folds letters to search in, no figure',
  'ui/rangeScale.ts': 'rounds to a step; RangeSlider puts its text through localDecimal',
  'ui/CommandPalette.vue': 'folds letters to search in, no figure',
  'stages/evaluation/desk.ts': 'rounds to a tick; ScoreDesk puts the words through local',
  'stages/zones/measureLine.ts': 'rounds what a power of ten left behind; its words are made by Intl',
  'stages/export/AuditTrail.vue': 'folds letters to search in, no figure',
};
const bare = /\.(toFixed|toPrecision|toExponential|toLocale\w*)\(/;

describe('figures in the window', () => {
  const sources = globSync('**/*.{ts,vue}', { cwd: renderer }).map((file) => file.replaceAll('\\', '/'));
  const found = sources.filter((file) => bare.test(readFileSync(join(renderer, file), 'utf8')));

  it('are written in the language’s form: nowhere else does a number become text by itself', () => {
    expect(sources.length).toBeGreaterThan(150);
    expect(found.filter((file) => !(file in allowed))).toEqual([]);
  });

  it('have no place on the list that no longer needs it', () => {
    expect(Object.keys(allowed).filter((file) => !found.includes(file))).toEqual([]);
  });
});
