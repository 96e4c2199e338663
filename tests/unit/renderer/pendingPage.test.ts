import { describe, expect, it } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { stageWords } from '#shared/domain/stages.ts';
import { pendingPage } from '../../../src/renderer/ui/pendingPage.ts';
import en from '../../../src/renderer/locales/en/index.ts';

const component = {};
const router = createRouter({
  history: createMemoryHistory(),
  routes: [
    { path: '/', name: 'home', component },
    { path: '/doctor', name: 'doctor', component },
    ...stageWords.map((stage) => ({ path: `/p/:product/${stage}`, name: stage, component })),
    { path: '/p/:product/dataset/label', name: 'label', component, meta: { stage: 'dataset' } },
  ],
});

describe('the page that a window opens with, before it has come', () => {
  it('has the heading of its stage, and the look', () => {
    for (const stage of stageWords) {
      const { words, shape } = pendingPage(router.resolve(`/p/0123/${stage}`))!;
      expect(words).toBe(`frame.stages.${stage}`);
      expect(Object.keys(en.frame.stages)).toContain(stage);
      expect(shape).toBe(stage === 'dataset' ? 'tiles' : 'cards');
    }
    expect(pendingPage(router.resolve('/p/0123/dataset/label'))?.words).toBe('frame.stages.dataset');
  });

  it('is none where no stage is opened', () => {
    expect(pendingPage(router.resolve('/'))).toBeNull();
    expect(pendingPage(router.resolve('/doctor'))).toBeNull();
  });
});
