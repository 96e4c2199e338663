/** What the canvas is doing: nothing, moving the view, or changing what is drawn on the picture. */
export type CanvasMode = 'idle' | 'panning' | 'drawing';

/** What can be asked of the canvas beside the pointer's own work. */
export type CanvasCall = 'fit' | 'zoom' | 'move' | 'chooseTool' | 'undo' | 'redo';

/** In which modes each call may run. A stroke under way keeps the view still, and is one piece for undo. */
const allowed: Readonly<Record<CanvasCall, readonly CanvasMode[]>> = {
  fit: ['idle', 'panning'],
  zoom: ['idle', 'panning'],
  move: ['idle', 'panning'],
  chooseTool: ['idle'],
  undo: ['idle'],
  redo: ['idle'],
};

export const isAllowed = (call: CanvasCall, mode: CanvasMode): boolean => allowed[call].includes(mode);
