import { useI18n } from 'vue-i18n';
import { type Command, useCommands } from '../../ui/commands.ts';

export const zoneTools = ['select', 'roi', 'inspect', 'ignore', 'brush', 'eraser', 'measure'] as const;
export type ZoneTool = (typeof zoneTools)[number];

/** The key of each tool. */
export const toolKeys: Readonly<Record<ZoneTool, string>> = {
  ...{ select: 'v', roi: 'r', inspect: 'p', ignore: 'i' },
  ...{ brush: 'b', eraser: 'e', measure: 'm' },
};

/** What the keys of the zones page do, and whether they can now. */
export interface ZoneActions {
  tool: () => ZoneTool;
  take: (tool: ZoneTool) => void;
  canTake: (tool: ZoneTool) => boolean;
  /** A single part is shown. */
  isSingle: () => boolean;
  /** The product's zones, or what is ignored in this part alone, in turn; where the part is, in turn. */
  toggleScope: (scope: 'picture' | 'part') => void;
  toggleBackdrop: () => void;
  closePolygon: () => void;
  layLine: () => void;
  resize: (way: 1 | -1) => void;
  toggleHidden: () => void;
  move: (by: 1 | -1) => void;
  save: () => void;
  canSave: () => boolean;
  leave: () => void;
  giveUp: () => void;
}

type Translate = ReturnType<typeof useI18n>['t'];

/** The keys of the zones page. */
export function useZoneKeys(actions: ZoneActions): void {
  const { t } = useI18n();
  useCommands(() => [...drawing(actions, t), ...looking(actions, t), ...pages(actions, t)]);
}

function drawing(actions: ZoneActions, t: Translate): Command[] {
  const tool = actions.tool();
  const isBrush = tool === 'brush' || tool === 'eraser';
  const isPolygon = tool === 'inspect' || tool === 'ignore';
  return [
    ...zoneTools.map((name) => ({
      id: name,
      label: t(`zones.keys.${name}`),
      keys: [toolKeys[name]],
      isEnabled: actions.canTake(name),
      run: () => actions.take(name),
    })),
    { id: 'close', label: t('zones.keys.close'), keys: ['Enter'], isEnabled: isPolygon, run: actions.closePolygon },
    { id: 'line', label: t('zones.keys.line'), keys: ['Enter'], isEnabled: tool === 'measure', run: actions.layLine },
    ...([-1, 1] as const).map((way) => ({
      id: way < 0 ? 'smaller' : 'larger',
      label: t(way < 0 ? 'label.smaller' : 'label.larger'),
      keys: [way < 0 ? '[' : ']'],
      isEnabled: isBrush,
      run: () => actions.resize(way),
    })),
  ];
}

function looking(actions: ZoneActions, t: Translate): Command[] {
  const isSingle = actions.isSingle();
  const scoped = (id: 'scope' | 'part', key: string, scope: 'picture' | 'part'): Command => ({
    id,
    label: t(`zones.keys.${id}`),
    keys: [key],
    isEnabled: isSingle,
    run: () => actions.toggleScope(scope),
  });
  return [
    scoped('scope', 'o', 'picture'),
    scoped('part', 'f', 'part'),
    { id: 'spread', label: t('zones.keys.spread'), keys: ['d'], isEnabled: !isSingle, run: actions.toggleBackdrop },
    { id: 'hide', label: t('zones.keys.hide'), keys: ['k'], run: actions.toggleHidden },
    {
      ...{ id: 'before', label: t('zones.keys.before'), keys: ['ArrowLeft'], isMove: true },
      run: () => actions.move(-1),
    },
    { id: 'next', label: t('zones.keys.next'), keys: ['ArrowRight'], isMove: true, run: () => actions.move(1) },
  ];
}

function pages(actions: ZoneActions, t: Translate): Command[] {
  return [
    {
      ...{ id: 'save', label: t('zones.keys.save'), keys: ['Ctrl+s'], shown: ['Ctrl', 'S'] },
      isEnabled: actions.canSave(),
      run: actions.save,
    },
    { id: 'back', label: t('zones.back'), keys: ['g'], run: actions.leave },
    {
      ...{ id: 'give-up', keys: ['Escape'], shown: ['Esc'] },
      label: actions.tool() === 'select' ? t('zones.back') : t('zones.keys.giveUp'),
      run: actions.giveUp,
    },
  ];
}
