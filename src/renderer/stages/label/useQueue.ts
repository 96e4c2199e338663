import { computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { LabelQueue, QueueRow } from '#shared/contract/studio.ts';
import type { QueueOrder } from '#shared/domain/labeling.ts';
import { useSession } from '../../client/session.ts';
import { studio } from '../../client/studio.ts';

/** Pictures that the filmstrip shows at a time. */
const shownAtOnce = 10;
/** Rows asked for on each side of the picture that is open. */
const ahead = 20;

/** The pictures to go through in the order chosen, and how far a person has come. */
export function useQueue(product: string) {
  const session = useSession();
  const order = ref<QueueOrder>('arrival');
  const queue = shallowRef<LabelQueue | null>(null);
  const place = ref(0);
  const rows = shallowReactive(new Map<number, QueueRow>());

  const current = computed(() => queue.value?.ids[place.value]);
  const strip = computed(() => {
    const ids = queue.value?.ids ?? [];
    const from = Math.max(0, Math.min(place.value - Math.floor(shownAtOnce / 2), ids.length - shownAtOnce));
    return ids.slice(from, from + shownAtOnce).map((id, i) => ({ id, place: from + i, row: rows.get(id) }));
  });

  /** @param keep id of the picture that stays open where the order holds it */
  async function load(keep?: number): Promise<void> {
    const asked = order.value;
    const answer = await studio.labeling.queue({ product, order: asked });
    if (asked !== order.value) return;
    queue.value = answer;
    const at = keep === undefined ? -1 : answer.ids.indexOf(keep);
    place.value = at >= 0 ? at : Math.max(0, Math.min(place.value, answer.ids.length - 1));
    rows.clear();
    await loadRows();
  }

  async function loadRows(again: readonly number[] = []): Promise<void> {
    const ids = queue.value?.ids.slice(Math.max(0, place.value - ahead), place.value + ahead) ?? [];
    const images = ids.filter((id) => !rows.has(id) || again.includes(id));
    if (images.length === 0) return;
    for (const row of await studio.labeling.rows({ product, images })) rows.set(row.id, row);
  }

  /** Keeps that a picture was looked at. */
  async function look(id: number): Promise<void> {
    const { changed } = await studio.labeling.look({ product, images: [id] });
    if (queue.value && changed > 0) queue.value = { ...queue.value, seen: queue.value.seen + changed };
    const row = rows.get(id);
    if (row) rows.set(id, { ...row, isSeen: true });
  }
  /** @returns false at the queue's ends */
  function move(by: number): boolean {
    const to = place.value + by;
    if (!queue.value || to < 0 || to >= queue.value.ids.length) return false;
    place.value = to;
    return true;
  }
  watch(place, () => void loadRows().catch(() => undefined)); // the strip shows what it has; the picture tells what is wrong
  watch(order, () => {
    const { value: id } = current;
    place.value = 0;
    void load(id).catch(() => undefined);
  });
  watch(
    () => session.generation,
    (_now, before) => void (before > 0 && load(current.value).catch(() => undefined)), // the first time the page asks
  );
  return { order, queue, place, current, strip, load, loadRows, look, move };
}
