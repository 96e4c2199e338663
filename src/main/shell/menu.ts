import type { MenuItemConstructorOptions } from 'electron';
import type { MenuFrame } from '#shared/contract/desktop.ts';
import { stageWords } from '#shared/domain/stages.ts';
import { type MenuWords, menuWords } from './menuWords.ts';

export interface MenuActs {
  /** Has the page do one of its commands, by its id (src/renderer/ui/commands.ts). */
  choose(command: string): void;
  showProductsFolder(): void;
  showLog(): void;
}

type Item = MenuItemConstructorOptions;

/**
 * The window's menu: what the page's palette offers, by the same commands, with keys that work while a field has the focus.
 * What needs a product is grey while none is open.
 */
export function menuTemplate(frame: MenuFrame, act: MenuActs): Item[] {
  const words = menuWords[frame.language];
  const command = (label: string, id: string, more: Item = {}): Item => ({
    label,
    click: () => act.choose(id),
    ...more,
  });
  const recent: Item[] = frame.recent.map(({ id, name }) => command(name.replaceAll('&', '&&'), `product-${id}`));
  const stages: Item[] = stageWords.map((stage, i) =>
    command(words.stage[stage], `stage-${stage}`, { enabled: frame.hasProduct, accelerator: `CmdOrCtrl+${i + 1}` }),
  );
  return [
    {
      label: words.file,
      submenu: [
        command(words.newProduct, 'new', { accelerator: 'CmdOrCtrl+N' }),
        command(words.openProduct, 'open', { accelerator: 'CmdOrCtrl+O' }),
        { label: words.recent, submenu: recent.length > 0 ? recent : [{ label: words.noRecent, enabled: false }] },
        command(words.products, 'home', { accelerator: 'CmdOrCtrl+Shift+H' }),
        { type: 'separator' },
        { label: words.quit, role: 'quit', accelerator: 'CmdOrCtrl+Q' },
      ],
    },
    editMenu(words),
    { label: words.stages, submenu: stages },
    {
      label: words.view,
      submenu: [
        command(words.actions, 'palette', { accelerator: 'CmdOrCtrl+K', registerAccelerator: false }),
        command(words.theme, 'theme'),
        { type: 'separator' },
        { label: words.reload, role: 'reload' },
        { label: words.fullScreen, role: 'togglefullscreen' },
        { label: words.zoomIn, role: 'zoomIn' },
        { label: words.zoomOut, role: 'zoomOut' },
        { label: words.actualSize, role: 'resetZoom' },
      ],
    },
    {
      label: words.help,
      submenu: [
        command(words.keys, 'keys'),
        command(words.doctor, 'doctor'),
        { type: 'separator' },
        { label: words.productsFolder, click: act.showProductsFolder },
        { label: words.log, click: act.showLog },
      ],
    },
  ];
}

function editMenu(words: MenuWords): Item {
  return {
    label: words.edit,
    submenu: [
      // the page has an undo of its own outside of fields: it takes the keys, the menu shows them
      { label: words.undo, role: 'undo', registerAccelerator: false },
      { label: words.redo, role: 'redo', registerAccelerator: false },
      { type: 'separator' },
      { label: words.cut, role: 'cut' },
      { label: words.copy, role: 'copy' },
      { label: words.paste, role: 'paste' },
      { label: words.selectAll, role: 'selectAll' },
    ],
  };
}
