import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Ref, onBeforeUnmount, onMounted, watch } from 'vue';

/** Ticks that an axis of steps may have. */
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000];

/** A colour token's value in the theme that is on now. */
export const themeColour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** How every axis of the training charts looks. */
export function chartAxis(): { stroke: string; grid: uPlot.Axis.Grid; ticks: uPlot.Axis.Ticks; font: string } {
  return {
    stroke: themeColour('--text-2'),
    grid: { stroke: themeColour('--grid'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui',
  };
}

/**
 * What the training charts have in common: no legend of their own, and the place under the pointer.
 * @param width px, as is height
 * @param pointed is set to the index under the pointer, null where there is none
 */
export function chartFrame(
  width: number,
  height: number,
  pointed: Ref<number | null>,
): Pick<uPlot.Options, 'width' | 'height' | 'legend' | 'cursor' | 'hooks'> {
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    hooks: { setCursor: [({ cursor }) => (pointed.value = cursor.idx ?? null)] },
  };
}

/** The scale of steps, from 0 to all that are planned, or to the last one where there are more. */
export const stepScale = (steps: () => number): uPlot.Scale => ({
  time: false,
  // of one point alone uPlot would make a scale to 100
  range: ({ data }) => [0, Math.max(steps(), data[0].at(-1) ?? 0, 1)],
});

/** The axis below a training chart: whole steps. */
export const stepAxis = (): uPlot.Axis => ({ ...chartAxis(), size: 26, incrs: wholeSteps });

/**
 * Keeps a chart in `holder` for as long as the component lives: follows its size, the data, the theme and the language.
 * @param more what else changes the scales
 */
export function useChart(
  holder: Ref<HTMLDivElement | null>,
  options: (width: number, height: number) => uPlot.Options,
  data: () => uPlot.AlignedData,
  more: () => unknown,
): void {
  let chart: uPlot | null = null;
  function build(): void {
    if (!holder.value) return;
    chart?.destroy();
    chart = new uPlot(options(holder.value.clientWidth, holder.value.clientHeight), data(), holder.value);
  }
  const resizing = new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect;
    if (width > 0 && height > 0) chart?.setSize({ width, height });
  });
  const theming = new MutationObserver(build);
  onMounted(() => {
    build();
    resizing.observe(holder.value!);
    theming.observe(document.documentElement, { attributeFilter: ['data-theme', 'lang'] });
  });
  onBeforeUnmount(() => {
    resizing.disconnect();
    theming.disconnect();
    chart?.destroy();
  });
  watch([data, more], () => chart?.setData(data()));
}
