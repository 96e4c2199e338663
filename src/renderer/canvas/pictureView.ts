import type Konva from 'konva';
import { type Ref, ref } from 'vue';

const smallest = 0.25;
const largest = 32;

/** Where the picture lies on its stage, and how large. It obeys at once; what a tool forbids is asked before. */
export interface PictureView {
  /** Screen pixels for each picture pixel. */
  scale: Ref<number>;
  isFitted: Ref<boolean>;
  /** Takes the picture's size; false where it has that size already. */
  setPicture(width: number, height: number): boolean;
  fit(): void;
  /** Zooms by a factor and keeps the place at x, y (screen pixels) where it is. */
  zoomAt(x: number, y: number, factor: number): void;
  /** By screen pixels. */
  move(x: number, y: number): void;
}

export interface ViewOptions {
  /** Picture pixels are shown as squares from so many device pixels a side on. */
  sharpFrom?: number;
  /** Screen pixels a picture pixel that can be reached, however far that is from the whole picture. */
  closest?: number;
}

/**
 * @param layers that show the picture and what lies on it; they move together
 * @param stage the layers' stage, once it is there
 */
export function createPictureView(
  layers: readonly [Konva.Layer, ...Konva.Layer[]],
  stage: () => Konva.Stage | null,
  { sharpFrom = 4, closest = 0 }: ViewOptions = {},
): PictureView {
  const [layer] = layers;
  const scale = ref(1);
  const isFitted = ref(true);
  let picture = { width: 1, height: 1 };
  const fitScale = ({ width, height }: { width: number; height: number }): number =>
    Math.min(width / picture.width, height / picture.height);

  function place(value: number, x: number, y: number): void {
    for (const one of layers) {
      one.scale({ x: value, y: value });
      one.position({ x, y });
      one.imageSmoothingEnabled(value * (window.devicePixelRatio || 1) < sharpFrom);
      one.batchDraw();
    }
    scale.value = value;
  }

  function fit(): void {
    const room = stage()?.size();
    if (!room || room.width < 2 || room.height < 2) return;
    isFitted.value = true;
    const value = fitScale(room);
    place(value, (room.width - picture.width * value) / 2, (room.height - picture.height * value) / 2);
  }

  function zoomAt(x: number, y: number, factor: number): void {
    const old = layer.scaleX();
    const room = stage()?.size();
    const fitted = room ? fitScale(room) : 1;
    const value = Math.min(Math.max(old * factor, fitted * smallest), Math.max(fitted * largest, closest));
    isFitted.value = false;
    place(value, x - ((x - layer.x()) / old) * value, y - ((y - layer.y()) / old) * value);
  }

  function move(x: number, y: number): void {
    isFitted.value = false;
    for (const one of layers) {
      one.position({ x: one.x() + x, y: one.y() + y });
      one.batchDraw();
    }
  }

  function setPicture(width: number, height: number): boolean {
    if (width === picture.width && height === picture.height) return false;
    picture = { width, height };
    return true;
  }
  return { scale, isFitted, setPicture, fit, zoomAt, move };
}
