import type { CanvasTool, Point } from './toolbox.ts';

/** Drags the view. @param moveView moves it by screen pixels */
export function createPanTool(moveView: (x: number, y: number) => void): CanvasTool {
  let start: Point = { x: 0, y: 0 };
  let last = start;
  const moveTo = (at: Point): void => {
    if (at.x === last.x && at.y === last.y) return;
    moveView(at.x - last.x, at.y - last.y);
    last = at;
  };
  return {
    mode: 'panning',
    hitsShapes: false,
    enter: (at) => void (start = last = at),
    move: moveTo,
    complete: () => undefined,
    cancel: () => moveTo(start),
  };
}
