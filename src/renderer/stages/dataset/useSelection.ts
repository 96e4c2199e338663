import { type Ref, computed, ref, shallowRef, watch } from 'vue';
import type { GalleryRow } from '#shared/contract/studio.ts';

interface SelectionSources {
  row: (index: number) => GalleryRow | undefined;
  total: Ref<number>;
  /** Ids of all pictures of the gallery, in order. */
  ids: () => Promise<number[]>;
  /** Starts anew when it changes. */
  filter: () => unknown;
}

/** Which pictures of the gallery are meant: the one where the person stands, or those picked with Shift, Ctrl or Ctrl A. */
export function useSelection({ row, total, ids, filter }: SelectionSources) {
  /** Place of the picture where the person stands. */
  const chosen = ref(0);
  /** Where a range begins. */
  let anchor = 0;
  /** Ids picked together; empty where only the chosen picture is meant. */
  const picked = shallowRef<ReadonlySet<number>>(new Set());
  const selected = computed(() => row(chosen.value));
  const count = computed(() => (picked.value.size > 0 ? picked.value.size : selected.value ? 1 : 0));

  const inside = (index: number): number => Math.min(Math.max(index, 0), Math.max(total.value - 1, 0));
  const chosenIds = (): number[] => {
    if (picked.value.size > 0) return [...picked.value];
    return selected.value ? [selected.value.id] : [];
  };

  function clear(): void {
    picked.value = new Set();
    anchor = chosen.value;
  }

  async function range(to: number): Promise<void> {
    const [low, high] = [Math.min(anchor, to), Math.max(anchor, to)];
    chosen.value = to;
    const loaded = Array.from({ length: high - low + 1 }, (_, i) => row(low + i)?.id);
    const all = loaded.includes(undefined) ? (await ids()).slice(low, high + 1) : (loaded as number[]);
    picked.value = new Set(all);
  }

  function toggle(index: number): void {
    const id = row(index)?.id;
    if (id === undefined) return;
    const next = new Set(chosenIds());
    if (next.has(id)) next.delete(id);
    else next.add(id);
    picked.value = next;
    anchor = chosen.value = index;
  }

  /** A click on a tile, with the keys that were held. */
  async function pick(index: number, keys: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): Promise<void> {
    if (keys.shiftKey) return range(index);
    if (keys.ctrlKey || keys.metaKey) return toggle(index);
    chosen.value = index;
    clear();
  }

  /** An arrow key: the next picture, or the range up to it. */
  async function move(by: number, isRange = false): Promise<void> {
    const to = inside(chosen.value + by);
    if (isRange) return range(to);
    chosen.value = to;
    clear();
  }

  async function all(): Promise<void> {
    picked.value = new Set(await ids());
  }

  watch(
    filter,
    () => {
      chosen.value = 0;
      clear();
    },
    { deep: true },
  );
  watch(total, () => (chosen.value = inside(chosen.value)));
  return { chosen, picked, selected, count, chosenIds, pick, move, all, clear };
}
