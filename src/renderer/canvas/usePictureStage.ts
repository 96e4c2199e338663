import Konva from 'konva';
import { type Ref, onBeforeUnmount, onMounted, ref } from 'vue';
import { createPanTool } from './tools/panTool.ts';
import { type CanvasTool, type Toolbox, createToolbox } from './tools/toolbox.ts';

const zoomStep = 1.2;
const smallest = 0.25;
const largest = 32;

/**
 * A Konva stage whose content zooms at the pointer; what a drag does is the tool's, which moves the view at first. What the
 * tool's mode forbids does nothing. `scale` is screen pixels for each picture pixel.
 */
export interface PictureStage {
  layer: Konva.Layer;
  scale: Ref<number>;
  isFitted: Ref<boolean>;
  /** Says how large the picture is; when that changes, work under way is broken off and the picture fitted. */
  setPicture(width: number, height: number): void;
  fit(): void;
  zoom(direction: 1 | -1): void;
  /** By screen pixels. */
  move(x: number, y: number): void;
  redraw(): void;
  /** Takes a tool in hand; false where the one before is at work. */
  choose(tool: CanvasTool): boolean;
}

export function usePictureStage(host: Ref<HTMLElement | null>): PictureStage {
  // Nothing on the layer is looked for under the pointer unless a tool asks: a hit canvas costs as much as the picture.
  const layer = new Konva.Layer({ listening: false });
  const scale = ref(1);
  const isFitted = ref(true);
  let stage: Konva.Stage | null = null;
  let picture = { width: 1, height: 1 };
  const fitScale = (): number => (stage ? Math.min(stage.width() / picture.width, stage.height() / picture.height) : 1);

  function place(value: number, x: number, y: number): void {
    layer.scale({ x: value, y: value });
    layer.position({ x, y });
    layer.imageSmoothingEnabled(value * (window.devicePixelRatio || 1) < 4);
    scale.value = value;
    layer.batchDraw();
  }

  function fit(): void {
    if (toolbox.allows('fit')) fitPicture();
  }

  function fitPicture(): void {
    if (!stage || stage.width() < 2 || stage.height() < 2) return;
    isFitted.value = true;
    const value = fitScale();
    place(value, (stage.width() - picture.width * value) / 2, (stage.height() - picture.height * value) / 2);
  }

  function zoomAt(x: number, y: number, factor: number): void {
    if (!toolbox.allows('zoom')) return;
    const old = layer.scaleX();
    const value = Math.min(Math.max(old * factor, fitScale() * smallest), fitScale() * largest);
    isFitted.value = false;
    place(value, x - ((x - layer.x()) / old) * value, y - ((y - layer.y()) / old) * value);
  }

  const zoom = (direction: 1 | -1): void => {
    if (stage) zoomAt(stage.width() / 2, stage.height() / 2, zoomStep ** direction);
  };

  function move(x: number, y: number): void {
    if (toolbox.allows('move')) moveView(x, y);
  }

  function moveView(x: number, y: number): void {
    isFitted.value = false;
    layer.position({ x: layer.x() + x, y: layer.y() + y });
    layer.batchDraw();
  }

  function setPicture(width: number, height: number): void {
    if (width === picture.width && height === picture.height) return;
    toolbox.cancel();
    picture = { width, height };
    fitPicture();
  }

  function resize(): void {
    if (!stage || !host.value) return;
    stage.size({ width: host.value.clientWidth, height: host.value.clientHeight });
    if (isFitted.value) fitPicture();
  }

  const toolbox = createToolbox(createPanTool(moveView));
  function choose(tool: CanvasTool): boolean {
    if (!toolbox.choose(tool)) return false;
    layer.listening(tool.hitsShapes);
    return true;
  }

  const observer = new ResizeObserver(resize);
  onMounted(() => {
    if (!host.value) return;
    stage = new Konva.Stage({ container: host.value as HTMLDivElement, width: 1, height: 1 });
    stage.add(layer);
    listenToView(stage, { zoomAt, fit });
    listenToPointer(stage, toolbox);
    observer.observe(host.value);
    resize();
  });
  onBeforeUnmount(() => {
    toolbox.cancel();
    observer.disconnect();
    stage?.destroy();
  });
  return { layer, scale, isFitted, setPicture, fit, zoom, move, redraw: () => layer.batchDraw(), choose };
}

function listenToView(
  stage: Konva.Stage,
  act: { zoomAt(x: number, y: number, factor: number): void; fit(): void },
): void {
  stage.on('wheel', ({ evt }) => {
    evt.preventDefault();
    const at = stage.getPointerPosition();
    // a trackpad sends many small steps, a wheel a few large ones
    const notches = Math.sign(evt.deltaY) * Math.min(Math.abs(evt.deltaY) / 100, 1.5);
    if (at) act.zoomAt(at.x, at.y, zoomStep ** -notches);
  });
  stage.on('dblclick dbltap', act.fit);
}

function listenToPointer(stage: Konva.Stage, toolbox: Toolbox): void {
  const withPlace = (act: Toolbox['enter']) => (): void => {
    const at = stage.getPointerPosition();
    if (at) act(at);
  };
  stage.on('mousedown touchstart', withPlace(toolbox.enter));
  stage.on('mousemove touchmove', withPlace(toolbox.move));
  stage.on('mouseup mouseleave touchend', toolbox.complete);
  stage.on('touchcancel', toolbox.cancel);
}
