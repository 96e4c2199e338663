import Konva from 'konva';
import { type Ref, onBeforeUnmount, onMounted, ref } from 'vue';

const zoomStep = 1.2;
const smallest = 0.25;
const largest = 32;

/** A Konva stage whose content zooms at the pointer and pans by drag. `scale` is screen pixels for each picture pixel. */
export interface PictureStage {
  layer: Konva.Layer;
  scale: Ref<number>;
  isFitted: Ref<boolean>;
  /** Says how large the picture is; fits it when that changes. */
  setPicture(width: number, height: number): void;
  fit(): void;
  zoom(direction: 1 | -1): void;
  /** By screen pixels. */
  move(x: number, y: number): void;
  redraw(): void;
}

export function usePictureStage(host: Ref<HTMLElement | null>): PictureStage {
  const layer = new Konva.Layer();
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
    if (!stage || stage.width() < 2 || stage.height() < 2) return;
    isFitted.value = true;
    const value = fitScale();
    place(value, (stage.width() - picture.width * value) / 2, (stage.height() - picture.height * value) / 2);
  }

  function zoomAt(x: number, y: number, factor: number): void {
    const old = layer.scaleX();
    const value = Math.min(Math.max(old * factor, fitScale() * smallest), fitScale() * largest);
    isFitted.value = false;
    place(value, x - ((x - layer.x()) / old) * value, y - ((y - layer.y()) / old) * value);
  }

  const zoom = (direction: 1 | -1): void => {
    if (stage) zoomAt(stage.width() / 2, stage.height() / 2, zoomStep ** direction);
  };

  function move(x: number, y: number): void {
    isFitted.value = false;
    layer.position({ x: layer.x() + x, y: layer.y() + y });
    layer.batchDraw();
  }

  function setPicture(width: number, height: number): void {
    if (width === picture.width && height === picture.height) return;
    picture = { width, height };
    fit();
  }

  function resize(): void {
    if (!stage || !host.value) return;
    stage.size({ width: host.value.clientWidth, height: host.value.clientHeight });
    if (isFitted.value) fit();
  }

  const observer = new ResizeObserver(resize);
  onMounted(() => {
    if (!host.value) return;
    stage = new Konva.Stage({ container: host.value as HTMLDivElement, width: 1, height: 1 });
    stage.add(layer);
    listen(stage, { zoomAt, fit, move });
    observer.observe(host.value);
    resize();
  });
  onBeforeUnmount(() => {
    observer.disconnect();
    stage?.destroy();
  });
  return { layer, scale, isFitted, setPicture, fit, zoom, move, redraw: () => layer.batchDraw() };
}

function listen(
  stage: Konva.Stage,
  act: { zoomAt(x: number, y: number, factor: number): void; fit(): void; move(x: number, y: number): void },
): void {
  stage.on('wheel', ({ evt }) => {
    evt.preventDefault();
    const at = stage.getPointerPosition();
    // a trackpad sends many small steps, a wheel a few large ones
    const notches = Math.sign(evt.deltaY) * Math.min(Math.abs(evt.deltaY) / 100, 1.5);
    if (at) act.zoomAt(at.x, at.y, zoomStep ** -notches);
  });
  stage.on('dblclick dbltap', act.fit);
  let last: { x: number; y: number } | null = null;
  stage.on('mousedown touchstart', () => (last = stage.getPointerPosition()));
  stage.on('mousemove touchmove', () => {
    const at = stage.getPointerPosition();
    if (!last || !at || (at.x === last.x && at.y === last.y)) return;
    act.move(at.x - last.x, at.y - last.y);
    last = at;
  });
  stage.on('mouseup mouseleave touchend', () => (last = null));
}
