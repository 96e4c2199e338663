import type { Point } from './toolbox.ts';

/** Milliseconds from the end of one click to the end of the next within which the two are a double click. */
const window = 400;

/** Tells double clicks from drags: a pointer that went down, moved and came up has not clicked. */
export interface DoubleClick {
  /** A second button or finger during a press makes it no click. */
  down(at: Point): void;
  move(at: Point): void;
  /** @returns true where this ends the second of two clicks; a third begins anew. @param time milliseconds */
  up(time: number): boolean;
  /** What was begun counts for nothing. */
  forget(): void;
}

/** @param slack by how many screen pixels a pointer may tremble in a click, and two clicks may lie apart */
export function createDoubleClick(slack: number): DoubleClick {
  let press: { at: Point; moved: boolean } | null = null;
  let click: { at: Point; time: number } | null = null;
  const isNear = (a: Point, b: Point): boolean => Math.hypot(a.x - b.x, a.y - b.y) <= slack;
  return {
    down(at) {
      press = { at: press?.at ?? at, moved: press !== null };
    },
    move(at) {
      if (press && !isNear(press.at, at)) press.moved = true;
    },
    up(time) {
      const ended = press;
      const before = click;
      press = click = null;
      if (!ended || ended.moved) return false;
      if (before && time - before.time < window && isNear(before.at, ended.at)) return true;
      click = { at: ended.at, time };
      return false;
    },
    forget() {
      press = click = null;
    },
  };
}
