import { type Ref, onBeforeUnmount, onMounted } from 'vue';
import { useI18n } from 'vue-i18n';
import type { WholeTool } from '#shared/vision/labeling/wholeEdit.ts';
import { nextSize } from '../../canvas/tools/brushTool.ts';
import { type Command, isOver, isTyping, useCommands } from '../../ui/commands.ts';
import type { CanvasTools } from './useCanvasTools.ts';
import { labelTools } from './tools.ts';
import type { Painter } from './usePainter.ts';
import type { Part } from './usePart.ts';
import type { ProposalTool } from './useProposal.ts';

interface KeySources {
  canvas: CanvasTools;
  painter: Painter;
  proposal: ProposalTool;
  part: Part;
  isHiding: Ref<boolean>;
  move(by: 1 | -1): void;
  label(value: 'normal' | 'anomalous'): void;
  leaveOut(): void;
  leave(): void;
}

type Translate = ReturnType<typeof useI18n>['t'];

/** The keys of the label page but those of a canvas that has the focus. */
export function useLabelKeys(sources: KeySources): void {
  const { t } = useI18n();
  useCommands(() => [
    ...proposals(sources, t),
    ...tools(sources, t),
    ...edits(sources, t),
    ...parts(sources, t),
    ...pages(sources, t),
    ...kinds(sources, t),
  ]);
  useHeldKeys(sources);
}

const tools = ({ canvas }: KeySources, t: Translate): Command[] =>
  labelTools.map(({ tool, key }) => ({
    id: `tool-${tool}`,
    label: t(`label.tools.${tool}`),
    keys: [key],
    isEnabled: canvas.canUse(tool),
    run: () => canvas.use(tool),
  }));

function proposals({ canvas, proposal }: KeySources, t: Translate): Command[] {
  const isEnabled = canvas.tool.value === 'detector';
  const isOpen = isEnabled && proposal.isShown.value;
  return [
    {
      ...{ id: 'accept', label: t('label.proposal.acceptLong'), keys: ['Enter'], isEnabled: isOpen },
      run: () => void proposal.accept(),
    },
    {
      ...{ id: 'refine', label: t('label.proposal.refineLong'), keys: ['f'], isEnabled: isOpen },
      run: () => void proposal.refine(),
    },
    {
      ...{ id: 'discard', label: t('label.proposal.discardLong'), keys: ['Escape', 'Delete'], isEnabled },
      run: canvas.putDetectorDown,
    },
  ];
}

function edits({ canvas, painter }: KeySources, t: Translate): Command[] {
  const { size } = canvas;
  const whole = { holes: ['h'], invert: ['i'], grow: ['+', '='], shrink: ['-'] } as const;
  return [
    ...Object.entries(whole).map(([id, keys]) => ({
      id,
      label: t(`label.edits.${id}`),
      keys,
      shown: [keys[0] === '-' ? '−' : keys[0].toUpperCase()],
      isEnabled: !painter.isPart.value,
      run: () => painter.edit(id as WholeTool),
    })),
    {
      id: 'region',
      label: t('label.keys.tab.does'),
      keys: ['.'],
      isEnabled: !painter.isPart.value,
      run: () => void canvas.nextRegion(),
    },
    { id: 'smaller', label: t('label.smaller'), keys: ['['], run: () => void (size.value = nextSize(size.value, -1)) },
    { id: 'larger', label: t('label.larger'), keys: [']'], run: () => void (size.value = nextSize(size.value, 1)) },
    {
      id: 'close',
      label: t('label.close'),
      keys: ['Enter'],
      isEnabled: canvas.tool.value === 'polygon',
      run: () => void canvas.polygon.close(),
    },
    {
      id: 'remove',
      label: t('label.remove'),
      keys: ['Delete', 'Backspace'],
      shown: ['Del'],
      run: () => void (canvas.polygon.removeCorner() || canvas.removeRegion()),
    },
  ];
}

/** With the detector in hand, F is its own. */
function parts({ canvas, part }: KeySources, t: Translate): Command[] {
  const isEnabled = canvas.tool.value !== 'detector';
  return [
    {
      ...{ id: 'part', label: t('label.part.toggle'), keys: ['f'], isEnabled },
      run: (event) => (event?.shiftKey ? part.correct() : part.toggle()),
    },
    { id: 'part-correct', label: t('zones.keys.part'), shown: ['Shift', 'F'], isEnabled, run: part.correct },
    {
      ...{ id: 'part-save', label: t('label.part.save'), keys: ['Ctrl+s'], shown: ['Ctrl', 'S'] },
      isEnabled: part.canSave.value,
      run: () => void part.save(),
    },
  ];
}

function pages({ canvas, part, move, label, leaveOut, leave }: KeySources, t: Translate): Command[] {
  const { stage, polygon } = canvas;
  const arrow = (x: number, y: number, otherwise?: () => void) => (event?: KeyboardEvent) => {
    const by = event?.shiftKey ? 10 : 1;
    if (!polygon.nudge(x * by, y * by)) otherwise?.();
  };
  return [
    { id: 'next', label: t('label.next'), keys: ['ArrowRight'], shown: ['→'], run: arrow(1, 0, () => move(1)) },
    { id: 'before', label: t('label.before'), keys: ['ArrowLeft'], shown: ['←'], run: arrow(-1, 0, () => move(-1)) },
    { id: 'up', label: t('label.cornerUp'), keys: ['ArrowUp'], shown: ['↑'], isMove: true, run: arrow(0, -1) },
    { id: 'down', label: t('label.cornerDown'), keys: ['ArrowDown'], shown: ['↓'], isMove: true, run: arrow(0, 1) },
    {
      id: 'zoom',
      label: t('label.zoom'),
      keys: ['z'],
      run: (event) => stage.zoom(event?.shiftKey ? -1 : 1),
    },
    { id: 'fit', label: t('label.fit'), keys: ['0'], run: () => stage.fit() },
    { id: 'ok', label: t('dataset.markOk'), keys: ['o'], run: () => label('normal') },
    { id: 'ng', label: t('dataset.markNg'), keys: ['n'], run: () => label('anomalous') },
    { id: 'out', label: t('dataset.leaveOut'), keys: ['x'], run: leaveOut },
    {
      id: 'leave',
      label: t('label.leave'),
      keys: ['Escape', 'g'],
      shown: ['G'],
      run: (event) => void ((event?.key === 'Escape' && (polygon.drop() || part.putDown())) || leave()),
    },
  ];
}

const kinds = ({ painter }: KeySources, t: Translate): Command[] =>
  painter.marks.value.slice(0, 9).map(({ kind }, i) => ({
    id: `kind-${i}`,
    label: t('label.takeKind', { kind }),
    shown: ['Shift', String(i + 1)],
    run: () => painter.take(kind),
  }));

/** Keys that work while they are held, and Shift with a digit, which each keyboard writes otherwise. */
function useHeldKeys({ canvas, painter, isHiding }: KeySources): void {
  function down(event: KeyboardEvent): void {
    if (isTyping(event) || isOver() || event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = event.shiftKey ? /^Digit([1-9])$/.exec(event.code)?.[1] : undefined;
    const mark = digit && painter.marks.value[Number(digit) - 1];
    if (mark) painter.take(mark.kind);
    if (event.key === 'k' || event.key === 'K') isHiding.value = true;
    if (event.key !== ' ' || (event.target instanceof Element && event.target.matches('button, a, [role=slider]')))
      return;
    event.preventDefault();
    canvas.stage.holdPan(true);
  }
  function up(event: KeyboardEvent): void {
    if (event.key === 'k' || event.key === 'K') isHiding.value = false;
    if (event.key === ' ') canvas.stage.holdPan(false);
  }
  function lost(): void {
    isHiding.value = false;
    canvas.stage.holdPan(false);
  }
  onMounted(() => {
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', lost);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', down);
    window.removeEventListener('keyup', up);
    window.removeEventListener('blur', lost);
  });
}
