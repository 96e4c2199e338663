import { useI18n } from 'vue-i18n';
import { type Command, useCommands } from '../../ui/commands.ts';
import { type ZoneTool, isBrush, isPolygon, toolKeys, zoneTools } from './zoneTools.ts';

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
  return [
    ...zoneTools.map((name) => ({
      id: name,
      label: t(`zones.keys.${name}`),
      keys: [toolKeys[name]],
      isEnabled: actions.canTake(name),
      run: () => actions.take(name),
    })),
    {
      id: 'close',
      label: t('zones.keys.close'),
      keys: ['Enter'],
      isEnabled: isPolygon(tool),
      run: actions.closePolygon,
    },
    { id: 'line', label: t('zones.keys.line'), keys: ['Enter'], isEnabled: tool === 'measure', run: actions.layLine },
    ...([-1, 1] as const).map((way) => ({
      id: way < 0 ? 'smaller' : 'larger',
      label: t(way < 0 ? 'label.smaller' : 'label.larger'),
      keys: [way < 0 ? '[' : ']'],
      isEnabled: isBrush(tool),
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
