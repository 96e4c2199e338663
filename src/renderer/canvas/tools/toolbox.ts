import { type CanvasCall, type CanvasMode, isAllowed } from './modes.ts';

/** A place on the canvas in screen pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Of a pen, 0–1. */
  readonly pressure?: number;
  /** Shift was held as the pointer went down. */
  readonly isStraight?: boolean;
  /** Alt was held as the pointer went down: what is drawn is taken away. */
  readonly isTaken?: boolean;
}

/**
 * What the pointer does to the canvas. A tool is at work from `enter` to `complete` or `cancel`, and gets `move` only in
 * between; {@link createToolbox} sees to that.
 */
export interface CanvasTool {
  /** The canvas's mode while the tool is at work. */
  readonly mode: Exclude<CanvasMode, 'idle'>;
  /** Whether it has to know which shape lies under the pointer. */
  readonly hitsShapes: boolean;
  /** The pointer went down. */
  enter(at: Point): void;
  move(at: Point): void;
  /** The pointer went up or left the canvas: what was done stands. */
  complete(): void;
  /** The work is broken off: all is as it was before `enter`. */
  cancel(): void;
}

/** The tool in hand and the mode that follows from it. */
export interface Toolbox {
  readonly tool: CanvasTool;
  readonly mode: CanvasMode;
  allows(call: CanvasCall): boolean;
  /** Takes another tool in hand; false, and nothing changes, where the mode forbids it. */
  choose(tool: CanvasTool): boolean;
  /** A second finger or button during the work counts for nothing. */
  enter(at: Point): void;
  move(at: Point): void;
  complete(): void;
  cancel(): void;
}

export function createToolbox(first: CanvasTool): Toolbox {
  let tool = first;
  let mode: CanvasMode = 'idle';

  /** Ends the work before the tool is told, so that what it does at its end meets an idle canvas. */
  function end(how: 'complete' | 'cancel'): void {
    if (mode === 'idle') return;
    mode = 'idle';
    tool[how]();
  }

  return {
    get tool() {
      return tool;
    },
    get mode() {
      return mode;
    },
    allows: (call) => isAllowed(call, mode),
    choose(next) {
      if (!isAllowed('chooseTool', mode)) return false;
      tool = next;
      return true;
    },
    enter(at) {
      if (mode !== 'idle') return;
      mode = tool.mode;
      tool.enter(at);
    },
    move(at) {
      if (mode !== 'idle') tool.move(at);
    },
    complete: () => end('complete'),
    cancel: () => end('cancel'),
  };
}
