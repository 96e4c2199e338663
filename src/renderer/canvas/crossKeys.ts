import type { Ref } from 'vue';
import type { Place } from '#shared/vision/labeling/brush.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { Point, Toolbox } from './tools/toolbox.ts';

const ways: Readonly<Record<string, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A canvas on which keys move the pointer. */
export interface CrossCanvas {
  toolbox: Toolbox;
  /** Where keys put the pointer, in the picture's pixels; null while the pointer is the mouse's. */
  cross: Ref<Place | null>;
  sides(): Sides;
  toScreen(at: Place): Point;
  redraw(): void;
  /** The tool in hand acts where it is put down, and is not held down. */
  isClick(): boolean;
  /** Keys that are the page's. */
  isPageKey?(event: KeyboardEvent): boolean;
  /** Does something of its own in place of putting the tool down. @returns false where it does not */
  takePress?(place: Place, event: KeyboardEvent): boolean;
}

/**
 * The pointer by keys, for a canvas that has the focus: arrows move a cross by a pixel (Shift: ten), Enter puts the tool down and
 * lifts it again, Escape leaves the canvas.
 */
export function crossKeys({ toolbox, cross, sides, toScreen, redraw, isClick, isPageKey, takePress }: CrossCanvas) {
  let isDown = false;
  const at = (): Place => cross.value ?? [Math.floor(sides().width / 2) + 0.5, Math.floor(sides().height / 2) + 0.5];

  function go([x, y]: Place): void {
    const { width, height } = sides();
    cross.value = [Math.min(width - 0.5, Math.max(0.5, x)), Math.min(height - 0.5, Math.max(0.5, y))];
    if (isDown) toolbox.move(toScreen(cross.value));
    redraw();
  }
  /** Puts the tool down; a second time lifts it. */
  function press(event: KeyboardEvent): void {
    const place = at();
    if (takePress?.(place, event)) return;
    if (!isDown) toolbox.enter({ ...toScreen(place), isStraight: event.shiftKey, isTaken: event.altKey });
    isDown = !isDown;
    if (isDown && !isClick()) return;
    isDown = false;
    toolbox.complete();
  }
  return {
    onKey(event: KeyboardEvent): void {
      const way = ways[event.key];
      if (event.ctrlKey || event.metaKey || isPageKey?.(event)) return;
      if (way) {
        const by = event.shiftKey ? 10 : 1;
        const [x, y] = at();
        go([x + way[0] * by, y + way[1] * by]);
      } else if (event.key === 'Enter') press(event);
      else if (event.key === 'Escape') {
        if (isDown) toolbox.cancel();
        else (event.currentTarget as HTMLElement).blur();
        isDown = false;
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
    onFocus(): void {
      cross.value ??= at();
      redraw();
    },
    onBlur(): void {
      if (isDown) toolbox.complete();
      isDown = false;
      cross.value = null;
      redraw();
    },
  };
}
