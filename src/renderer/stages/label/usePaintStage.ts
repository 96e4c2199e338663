import Konva from 'konva';
import { type Ref, onBeforeUnmount, onMounted } from 'vue';
import type { Place } from '#shared/vision/labeling/brush.ts';
import type { Placing } from '../../canvas/maskTiles.ts';
import { type PictureView, createPictureView } from '../../canvas/pictureView.ts';
import { createPanTool } from '../../canvas/tools/panTool.ts';
import { type CanvasTool, type Point, createToolbox } from '../../canvas/tools/toolbox.ts';

const zoomStep = 1.2;

export interface PaintStageOptions {
  /** Draws the masks on the middle layer. */
  drawMasks(context: CanvasRenderingContext2D, placing: Placing, pixelRatio: number): void;
  /** Draws what is over all: the ring, shapes that are not closed yet. In the picture's pixels; `unit` is a screen pixel. */
  drawTop(context: Konva.Context, unit: number): void;
  /** The pointer lies here, in the picture's pixels; null where it left. */
  hover(at: Place | null): void;
  /** The wheel was turned without Ctrl. */
  wheel(direction: 1 | -1): void;
  doubleClick(): void;
}

export interface PaintStage extends Pick<PictureView, 'scale' | 'isFitted' | 'fit' | 'move'> {
  setPicture(picture: ImageBitmap): void;
  choose(tool: CanvasTool): void;
  /** Drags move the view as long as this holds. */
  holdPan(isHeld: boolean): void;
  zoom(direction: 1 | -1): void;
  /** So that a picture pixel is a screen pixel. */
  actualSize(): void;
  toPicture(at: Point): Place;
  toScreen(at: Place): Point;
  redrawMasks(): void;
  redrawTop(): void;
  /** Does to the tool what the pointer does. */
  readonly toolbox: ReturnType<typeof createToolbox>;
}

/** A photograph under its masks on a Konva stage: zooms by Ctrl and the wheel, moves by the space bar, and gives the pointer to a tool. */
export function usePaintStage(host: Ref<HTMLElement | null>, options: PaintStageOptions): PaintStage {
  const [below, masks, top] = [0, 1, 2].map(() => new Konva.Layer({ listening: false })) as [
    Konva.Layer,
    Konva.Layer,
    Konva.Layer,
  ];
  const layers = [below, masks, top] as const;
  let stage: Konva.Stage | null = null;
  const view = createPictureView(layers, () => stage, { sharpFrom: 2, closest: 48 });
  const picture = new Konva.Image({ image: undefined });
  below.add(picture);
  masks.add(new Konva.Shape({ sceneFunc: (context) => drawMasks(masks, context, options) }));
  top.add(new Konva.Shape({ sceneFunc: (context) => options.drawTop(context, 1 / view.scale.value) }));
  const pan = createPanTool(view.move);
  const toolbox = createToolbox(pan);
  let chosen: CanvasTool = pan;

  const toPicture = (at: Point): Place => placeOn(below, at);
  function resize(): void {
    if (!stage || !host.value) return;
    stage.size({ width: host.value.clientWidth, height: host.value.clientHeight });
    if (view.isFitted.value) view.fit();
  }
  const zoomAt = (at: Point, factor: number): void => void (toolbox.allows('zoom') && view.zoomAt(at.x, at.y, factor));
  const middle = (): Point => ({ x: (stage?.width() ?? 0) / 2, y: (stage?.height() ?? 0) / 2 });
  const observer = new ResizeObserver(resize);
  onMounted(() => {
    stage = new Konva.Stage({ container: host.value as HTMLDivElement, width: 1, height: 1 });
    stage.add(...layers);
    listen(host.value!, { toolbox, pan, chosen: () => chosen, toPicture, zoomAt, options });
    observer.observe(host.value!);
    resize();
  });
  onBeforeUnmount(() => {
    toolbox.cancel();
    observer.disconnect();
    stage?.destroy();
  });
  return {
    ...view,
    toolbox,
    toPicture,
    toScreen: ([x, y]) => ({ x: below.x() + x * view.scale.value, y: below.y() + y * view.scale.value }),
    setPicture(image) {
      toolbox.cancel();
      picture.setAttrs({ image, width: image.width, height: image.height });
      if (view.setPicture(image.width, image.height) || view.isFitted.value) view.fit();
      layers.forEach((layer) => layer.batchDraw());
    },
    choose(tool) {
      toolbox.cancel();
      chosen = tool;
      toolbox.choose(tool);
    },
    holdPan: (isHeld) => void toolbox.choose(isHeld ? pan : chosen),
    zoom: (direction) => zoomAt(middle(), zoomStep ** direction),
    actualSize: () => zoomAt(middle(), 1 / (window.devicePixelRatio || 1) / view.scale.value),
    redrawMasks: () => void masks.batchDraw(),
    redrawTop: () => void top.batchDraw(),
  };
}

const placeOn = (layer: Konva.Layer, { x, y }: Point): Place => [
  (x - layer.x()) / layer.scaleX(),
  (y - layer.y()) / layer.scaleX(),
];

function drawMasks(layer: Konva.Layer, { _context: context }: Konva.Context, options: PaintStageOptions): void {
  const ratio = layer.getCanvas().getPixelRatio();
  const { width, height } = layer.getCanvas();
  const placing = { scale: layer.scaleX() * ratio, x: layer.x() * ratio, y: layer.y() * ratio, width, height };
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  options.drawMasks(context, placing, ratio);
  context.restore();
}

interface Listening {
  toolbox: ReturnType<typeof createToolbox>;
  pan: CanvasTool;
  chosen: () => CanvasTool;
  toPicture(at: Point): Place;
  zoomAt(at: Point, factor: number): void;
  options: PaintStageOptions;
}

function listen(host: HTMLElement, { toolbox, pan, chosen, toPicture, zoomAt, options }: Listening): void {
  const pointOf = (event: MouseEvent): Point => {
    const { left, top } = host.getBoundingClientRect();
    const at = { x: event.clientX - left, y: event.clientY - top };
    const isPen = event instanceof PointerEvent && event.pointerType === 'pen';
    return isPen ? { ...at, pressure: event.pressure } : at;
  };
  host.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 && event.button !== 1) return;
    event.preventDefault(); // the focus stays: arrows go on walking the queue
    host.setPointerCapture(event.pointerId);
    if (event.button === 1) toolbox.choose(pan);
    toolbox.enter({ ...pointOf(event), isStraight: event.shiftKey, isTaken: event.altKey });
  });
  host.addEventListener('pointermove', (event) => {
    const all = event.getCoalescedEvents();
    for (const one of all.length > 0 ? all : [event]) toolbox.move(pointOf(one));
    options.hover(toPicture(pointOf(event)));
  });
  const end = (event: PointerEvent): void => {
    toolbox.complete();
    if (event.button === 1) toolbox.choose(chosen());
  };
  host.addEventListener('pointerup', end);
  host.addEventListener('pointercancel', () => toolbox.cancel());
  host.addEventListener('pointerleave', () => options.hover(null));
  host.addEventListener('dblclick', options.doubleClick);
  host.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const direction = event.deltaY < 0 ? 1 : -1;
      if (event.ctrlKey || event.metaKey) zoomAt(pointOf(event), zoomStep ** direction);
      else options.wheel(direction);
    },
    { passive: false },
  );
}
