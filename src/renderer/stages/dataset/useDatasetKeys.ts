import type { Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useEditWords } from '../../ui/useEditWords.ts';
import { type Command, useCommands } from '../../ui/commands.ts';
import type { useDataset } from './useDataset.ts';

interface KeySources {
  data: ReturnType<typeof useDataset>;
  columns: Ref<number>;
  /** Left-out pictures are shown. */
  isOut: () => boolean;
  canEdit: () => boolean;
  /** The gallery or one of its pictures is in view. */
  isGallery: () => boolean;
  /** The studio answers. */
  isThere: () => boolean;
  isLarge: Ref<boolean>;
}

/** The keys of the dataset: moving, labels, leaving out, selecting, large view, undo and redo. */
export function useDatasetKeys({ data, columns, isOut, canEdit, isGallery, isThere, isLarge }: KeySources): void {
  const { t } = useI18n();
  const words = useEditWords();
  const { selection, edits } = data;
  const steps = (): Command[] =>
    [
      { id: 'right', key: 'ArrowRight', cap: '→', by: 1 },
      { id: 'left', key: 'ArrowLeft', cap: '←', by: -1 },
      { id: 'down', key: 'ArrowDown', cap: '↓', by: isLarge.value ? 1 : columns.value },
      { id: 'up', key: 'ArrowUp', cap: '↑', by: isLarge.value ? -1 : -columns.value },
      { id: 'home', key: 'Home', cap: 'Home', by: -Infinity },
      { id: 'end', key: 'End', cap: 'End', by: Infinity },
    ].map(({ id, key, cap, by }) => ({
      id,
      label: t(`dataset.moves.${id}`),
      keys: [key],
      shown: [cap],
      isMove: true,
      run: (event?: KeyboardEvent) => void selection.move(by, event?.shiftKey && !isLarge.value),
    }));
  const labels = (): Command[] => [
    { id: 'ok', label: t('dataset.markOk'), keys: ['o'], run: () => void data.label('normal') },
    { id: 'ng', label: t('dataset.markNg'), keys: ['n'], run: () => void data.label('anomalous') },
    {
      id: 'out',
      label: isOut() ? t('edits.back') : t('dataset.leaveOut'),
      keys: ['x'],
      run: () => void data.change({ out: !isOut() }),
    },
  ];
  const stack = (): Command[] => {
    const { undo, redo } = edits.stack.value ?? { undo: null, redo: null };
    return [
      {
        id: 'undo',
        label: undo ? t('edits.undoWhat', { what: words(undo) }) : t('edits.undo'),
        keys: ['Ctrl+z', 'u'],
        shown: ['Ctrl', 'Z'],
        isEnabled: undo !== null && isThere(),
        run: () => void edits.undo(),
      },
      {
        id: 'redo',
        label: redo ? t('edits.redoWhat', { what: words(redo) }) : t('edits.redo'),
        keys: ['Ctrl+Shift+z'],
        shown: ['Ctrl', 'Shift', 'Z'],
        isEnabled: redo !== null && isThere(),
        run: () => void edits.redo(),
      },
    ];
  };
  const views = (): Command[] => [
    { id: 'all', label: t('edits.all'), keys: ['Ctrl+a'], shown: ['Ctrl', 'A'], run: () => void selection.all() },
    {
      id: 'large',
      label: t('edits.large'),
      keys: ['Enter'],
      isEnabled: selection.selected.value !== undefined && !isLarge.value,
      run: () => (isLarge.value = true),
    },
    {
      id: 'leave',
      label: isLarge.value ? t('edits.closeLarge') : t('edits.clear'),
      keys: ['Escape'],
      shown: ['Esc'],
      isMove: true,
      isEnabled: isLarge.value || selection.picked.value.size > 0,
      run: () => (isLarge.value ? (isLarge.value = false) : selection.clear()),
    },
  ];
  useCommands(() => [
    ...labels().map((command) => ({ ...command, isEnabled: canEdit() && (command.id === 'out' || !isOut()) })),
    ...stack(),
    ...(isGallery() ? [...views(), ...steps()] : []),
  ]);
}
