import Konva from 'konva';
import { type Ref, onBeforeUnmount, onMounted } from 'vue';
import { type PictureView, createPictureView } from './pictureView.ts';
import { createDoubleClick } from './tools/doubleClick.ts';
import { createPanTool } from './tools/panTool.ts';
import { type CanvasTool, type Point, type Toolbox, createToolbox } from './tools/toolbox.ts';

const zoomStep = 1.2;

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
  let stage: Konva.Stage | null = null;
  const view = createPictureView([layer], () => stage);
  const toolbox = createToolbox(createPanTool(view.move));
  const asked = askedOf(view, toolbox);

  function resize(): void {
    if (!stage || !host.value) return;
    stage.size({ width: host.value.clientWidth, height: host.value.clientHeight });
    if (view.isFitted.value) view.fit();
  }

  const observer = new ResizeObserver(resize);
  onMounted(() => {
    if (!host.value) return;
    stage = new Konva.Stage({ container: host.value as HTMLDivElement, width: 1, height: 1 });
    stage.add(layer);
    listenToView(stage, asked);
    listenToPointer(stage, toolbox);
    // after the tool: a double click ends its work before it fits
    for (const pointer of pointers) listenToDoubleClick(stage, pointer, asked.fit);
    observer.observe(host.value);
    resize();
  });
  onBeforeUnmount(() => {
    toolbox.cancel();
    observer.disconnect();
    stage?.destroy();
  });
  return {
    layer,
    scale: view.scale,
    isFitted: view.isFitted,
    setPicture(width, height) {
      if (!view.setPicture(width, height)) return;
      toolbox.cancel();
      view.fit();
    },
    fit: asked.fit,
    zoom(direction) {
      if (stage) asked.zoomAt(stage.width() / 2, stage.height() / 2, zoomStep ** direction);
    },
    move: asked.move,
    redraw: () => layer.batchDraw(),
    choose(tool) {
      if (!toolbox.choose(tool)) return false;
      layer.listening(tool.hitsShapes);
      return true;
    },
  };
}

type Asked = Pick<PictureView, 'fit' | 'zoomAt' | 'move'>;

/** The view as a person may move it: as far as the tool's mode allows. */
const askedOf = (view: PictureView, toolbox: Toolbox): Asked => ({
  fit: () => void (toolbox.allows('fit') && view.fit()),
  zoomAt: (x, y, factor) => void (toolbox.allows('zoom') && view.zoomAt(x, y, factor)),
  move: (x, y) => void (toolbox.allows('move') && view.move(x, y)),
});

function listenToView(stage: Konva.Stage, asked: Asked): void {
  stage.on('wheel', ({ evt }) => {
    evt.preventDefault();
    const at = stage.getPointerPosition();
    // a trackpad sends many small steps, a wheel a few large ones
    const notches = Math.sign(evt.deltaY) * Math.min(Math.abs(evt.deltaY) / 100, 1.5);
    if (at) asked.zoomAt(at.x, at.y, zoomStep ** -notches);
  });
}

/** Gives a handler the pointer's place on the stage. */
const placed = (stage: Konva.Stage, act: (at: Point) => void) => (): void => {
  const at = stage.getPointerPosition();
  if (at) act(at);
};

function listenToPointer(stage: Konva.Stage, toolbox: Toolbox): void {
  stage.on('mousedown touchstart', placed(stage, toolbox.enter));
  stage.on('mousemove touchmove', placed(stage, toolbox.move));
  stage.on('mouseup mouseleave touchend', toolbox.complete);
  stage.on('touchcancel', toolbox.cancel);
}

/** Apart, as a browser sends the mouse's events once more after a tap. `slack` is in screen pixels: a finger is less exact. */
const pointers = [
  { down: 'mousedown', move: 'mousemove', up: 'mouseup', lost: 'mouseleave', slack: 4 },
  { down: 'touchstart', move: 'touchmove', up: 'touchend', lost: 'touchcancel', slack: 20 },
] as const;

/** Konva's own double click takes two quick drags for one. */
function listenToDoubleClick(stage: Konva.Stage, pointer: (typeof pointers)[number], act: () => void): void {
  const clicks = createDoubleClick(pointer.slack);
  stage.on(pointer.down, placed(stage, clicks.down));
  stage.on(pointer.move, placed(stage, clicks.move));
  stage.on(pointer.up, ({ evt }) => void (clicks.up(evt.timeStamp) && act()));
  stage.on(pointer.lost, clicks.forget);
}
