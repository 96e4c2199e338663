import { describe, expect, it } from 'vitest';
import { type ProductSummary, stageWords } from '#shared/contract/studio.ts';
import { nextStage, waitsFor } from '../../../src/renderer/ui/nextStage.ts';
import de from '../../../src/renderer/locales/de/index.ts';
import en from '../../../src/renderer/locales/en/index.ts';

type Stage = ProductSummary['stages']['dataset'];
const done: Stage = { state: 'done', word: 'run 1' };
const stagesWith = (own: Partial<ProductSummary['stages']>): Pick<ProductSummary, 'stages'> => ({
  stages: { dataset: done, synthesis: done, training: done, evaluation: done, export: done, ...own },
});
const need = (word: string): Stage => ({ state: 'need', word });

describe('the next step of a product', () => {
  it('is the stage at work, else the one that waits, else the last that is done', () => {
    expect(nextStage(stagesWith({ training: need('to train'), export: { state: 'doing', word: '4 %' } }))).toBe(
      'export',
    );
    expect(nextStage(stagesWith({ training: { state: 'failed', word: 'failed' } }))).toBe('training');
    expect(nextStage(stagesWith({}))).toBe('export');
  });

  it('is called after what it waits for, where that is not the usual, and every name is spoken in both languages', () => {
    const cases = [
      [{ dataset: need('40 missing') }, 'missing'],
      [{ dataset: need('add parts') }, 'dataset'],
      [{ training: need('paused') }, 'paused'],
      [{ training: need('interrupted') }, 'interrupted'],
      [{ training: need('stopped early') }, 'stoppedEarly'],
      [{ training: need('to train') }, 'training'],
    ] as const;
    for (const [own, name] of cases) expect(waitsFor(stagesWith(own)), name).toBe(name);
    const names = [...stageWords, ...cases.map(([, name]) => name)];
    for (const { home } of [en, de])
      expect(names.filter((name) => !(name in home.next && name in home.why))).toEqual([]);
  });
});
