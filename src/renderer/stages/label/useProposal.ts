import { type Ref, computed, ref, shallowRef, watch } from 'vue';
import { CancelledError, type FlawsmithError } from '#shared/errors.ts';
import type { Place } from '#shared/vision/labeling/brush.ts';
import { maskArea } from '#shared/vision/raster.ts';
import { explain } from '../../client/studio.ts';
import { type ProposedLines, proposedLines } from './proposalLines.ts';
import type { Found } from './labelWorker.ts';
import type { LabelWork } from './useLabelWorker.ts';
import type { Painter } from './usePainter.ts';
import { type RunMap, useRunMap } from './useRunMap.ts';

/** Of the highest value of a map: a limit at which something is marked. */
const offeredShare = 0.8;

export interface ProposalOptions {
  /** The tool is in hand. */
  isOn(): boolean;
  /** Pictures that come next. */
  near(): readonly number[];
  worker: LabelWork;
  /** Shows anew what is over the picture. */
  redraw(): void;
}

/** What a run's map marks from a limit on, or what was made of that. */
function useOutline(painter: Painter, found: Ref<RunMap | null>) {
  /** A limit that a person chose, for as long as the same run proposes. */
  const chosen = shallowRef<{ run: string; limit: number } | null>(null);
  const refined = shallowRef<Found | null>(null);
  const picture = computed(() => painter.open.value?.loaded.picture ?? null);
  const limit = computed(() => {
    const run = found.value?.run;
    return run ? (chosen.value?.run === run.run ? chosen.value.limit : run.limit) : 0;
  });
  const lines = computed(() =>
    found.value && picture.value ? proposedLines(found.value.map, limit.value, picture.value) : null,
  );
  return {
    ...{ picture, limit, lines, refined },
    area: computed(() => (refined.value ? maskArea(refined.value.part.mask) : (lines.value?.area ?? 0))),
    setLimit(to: number): void {
      if (!found.value) return;
      chosen.value = { run: found.value.run.run, limit: Math.min(1, Math.max(0, to)) };
      refined.value = null;
    },
  };
}

/** Drawing an outline onto the picture's edges, beside the page. */
function useRefining(outline: ReturnType<typeof useOutline>, found: Ref<RunMap | null>, worker: LabelWork) {
  const isRefining = ref(false);
  const failed = shallowRef<FlawsmithError | null>(null);
  const { picture, lines, refined } = outline;
  async function refine(): Promise<void> {
    const [now, shown] = [lines.value, picture.value];
    if (isRefining.value || !now || !shown || now.polygons.length === 0) return;
    const cell = shown.width / found.value!.map.width;
    isRefining.value = true;
    failed.value = null;
    try {
      const answer = await worker.refine(shown, { do: 'refine', polygons: now.polygons, cell });
      if (lines.value === now) refined.value = answer;
    } catch (thrown) {
      const meaning = explain(thrown);
      if (!(meaning instanceof CancelledError)) failed.value = meaning;
    } finally {
      isRefining.value = false;
    }
  }
  watch(lines, () => (failed.value = null));
  return { isRefining, failed, refine };
}

/** What the newest run would mark on the picture that is open. Nothing of it is painted without a key or a click. */
export function useProposal(product: string, painter: Painter, { isOn, near, worker, redraw }: ProposalOptions) {
  const { found, state, job, error: notFound, look } = useRunMap(product, near);
  const outline = useOutline(painter, found);
  const { isRefining, failed, refine } = useRefining(outline, found, worker);
  const { lines, refined, limit, area, setLimit } = outline;
  /** Pixels that were accepted; null while there is something to accept. */
  const taken = ref<number | null>(null);
  const isShown = computed(() => state.value === 'ready' && taken.value === null && isOn());
  const path = computed(() =>
    isShown.value && lines.value ? pathOfPolygons(refined.value?.lines ?? lines.value.polygons) : null,
  );

  function begin(): void {
    refined.value = failed.value = taken.value = null;
    const { value: open } = painter.open;
    void look(isOn() && open ? open.id : null);
  }
  function paint(at?: Place): void {
    const marked = isShown.value && (refined.value?.part ?? lines.value?.polygons);
    if (!marked || (Array.isArray(marked) && marked.length === 0)) return;
    painter.whole('proposal', { do: 'unite', marked, ...(at && { at }) }, (pixels) => {
      if (pixels > 0) taken.value = pixels;
    });
  }
  watch([painter.open, isOn], ([open, on], before) => {
    if (open !== before[0] || on !== before[1]) begin();
  });
  watch(path, redraw);
  return {
    ...{ found, state, job, limit, area, path, refined, isRefining, taken, isShown, setLimit },
    error: computed(() => failed.value ?? notFound.value),
    /** A limit at which something is marked, where nothing is at this one. */
    offered: computed(() =>
      isShown.value && lines.value?.polygons.length === 0 ? offeredShare * found.value!.peak : null,
    ),
    /** Takes all of it into the layer in hand. */
    accept: (): void => paint(),
    /** Takes the region at a place alone. */
    acceptAt: (at: Place): void => paint(at),
    refine: (): void => void (isShown.value && refine()),
    again: begin,
  };
}
export type ProposalTool = ReturnType<typeof useProposal>;

/** Closed lines as a path to stroke. */
function pathOfPolygons(polygons: ProposedLines['polygons']): Path2D {
  const path = new Path2D();
  for (const corners of polygons) {
    corners.forEach(([x, y], i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
    path.closePath();
  }
  return path;
}
