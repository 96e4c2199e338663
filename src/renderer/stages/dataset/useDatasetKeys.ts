import type { Ref } from 'vue';
import { useI18n } from 'vue-i18n';
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
  isLarge: Ref<boolean>;
  /** Goes to the page where masks are painted. */
  paint: () => void;
}

type Translate = ReturnType<typeof useI18n>['t'];

/** The keys of the dataset: moving, labels, leaving out, selecting, large view. */
export function useDatasetKeys(sources: KeySources): void {
  const { t } = useI18n();
  useCommands(() => [
    ...labels(sources, t),
    ...(sources.isGallery() ? [...views(sources, t), ...steps(sources, t)] : []),
  ]);
}

function steps({ data, columns, isLarge }: KeySources, t: Translate): Command[] {
  return [
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
    run: (event?: KeyboardEvent) => void data.selection.move(by, event?.shiftKey && !isLarge.value),
  }));
}

function labels({ data, canEdit, isOut }: KeySources, t: Translate): Command[] {
  const isEnabled = canEdit();
  const isIn = isEnabled && !isOut();
  const back = isOut() ? t('edits.back') : t('dataset.leaveOut');
  return [
    { id: 'ok', label: t('dataset.markOk'), keys: ['o'], isEnabled: isIn, run: () => void data.label('normal') },
    { id: 'ng', label: t('dataset.markNg'), keys: ['n'], isEnabled: isIn, run: () => void data.label('anomalous') },
    { id: 'out', label: back, keys: ['x'], isEnabled, run: () => void data.change({ out: !isOut() }) },
  ];
}

function views({ data: { selection }, isLarge, isOut, paint }: KeySources, t: Translate): Command[] {
  return [
    { id: 'label', label: t('label.title'), keys: ['m'], isEnabled: !isOut(), run: paint },
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
}
