import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { MenuFrame } from '#shared/contract/desktop.ts';
import { stageWords } from '#shared/domain/stages.ts';
import { menuTemplate } from '../../../src/main/shell/menu.ts';
import { menuWords } from '../../../src/main/shell/menuWords.ts';
import de from '../../../src/renderer/locales/de/frame.ts';
import en from '../../../src/renderer/locales/en/frame.ts';

const frame: MenuFrame = { language: 'en', hasProduct: true, recent: [{ id: 'a1', name: 'Nuts & bolts' }] };

/** All items by label, those of submenus too. */
function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}
function menu(change: Partial<MenuFrame> = {}) {
  const acts = { choose: vi.fn(), showProductsFolder: vi.fn(), showLog: vi.fn() };
  const items = itemsOf(menuTemplate({ ...frame, ...change }, acts));
  const find = (label: string) => items.find((item) => item.label === label);
  const click = (label: string): void => (find(label)!.click as () => void)();
  return { acts, items, find, click };
}

describe('the menu', () => {
  it('calls stages and doctor as the page does, in both languages, and leaves no word out', () => {
    for (const [language, page] of [
      ['en', en],
      ['de', de],
    ] as const) {
      expect(menuWords[language].stage).toEqual(page.stages);
      expect(menuWords[language].doctor).toBe(page.doctor);
      expect(menuWords[language].theme).toBe(page.theme);
    }
    const words = (language: 'en' | 'de'): string[] =>
      menu({ language, recent: [] }).items.flatMap(({ label }) => label ?? []);
    expect(words('de')).toHaveLength(words('en').length);
    expect([...words('de'), ...words('en')].every((word) => word.length > 0)).toBe(true);
  });

  it('has the page do its own commands', () => {
    const { acts, click } = menu();
    for (const label of ['Training', 'Nuts && bolts', 'New product…', 'Doctor', 'Find an action…']) click(label);
    expect(acts.choose.mock.calls.flat()).toEqual(['stage-training', 'product-a1', 'new', 'doctor', 'palette']);
    click('Show the log file');
    expect(acts.showLog).toHaveBeenCalledOnce();
  });

  it('greys the stages while no product is open, and gives no key twice', () => {
    const { find, items } = menu({ hasProduct: false, recent: [] });
    for (const stage of stageWords) expect(find(menuWords.en.stage[stage])!.enabled).toBe(false);
    expect(menu().find('Dataset')!.enabled).toBe(true);
    expect(find('None yet')!.enabled).toBe(false);
    const keys = items.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
