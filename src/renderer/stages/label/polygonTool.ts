import type { Place } from '#shared/vision/labeling/brush.ts';
import { fillPolygon } from '#shared/vision/labeling/shapes.ts';
import { beginKeptStroke } from '#shared/vision/labeling/stroke.ts';
import type { CanvasTool } from '../../canvas/tools/toolbox.ts';
import type { Easel } from './paintTools.ts';

/** A polygon whose corners can still be moved. */
export interface PolygonTool extends CanvasTool {
  corners(): readonly Place[];
  /** Of the corner that keys act on; −1: none. */
  chosen(): number;
  /** Fills it. @param isSet false takes it away */
  close(isSet?: boolean): boolean;
  /** Moves the chosen corner by pixels. @returns false where there is none */
  nudge(x: number, y: number): boolean;
  /** Takes the chosen corner away. @returns false where there is none */
  removeCorner(): boolean;
  /** Gives the polygon up. @returns false where there is none */
  drop(): boolean;
}

/** Screen pixels by which a corner or side may be missed. */
const slack = 8;

/** @param unit picture pixels for each screen pixel */
export function createPolygonTool(easel: Easel, unit: () => number): PolygonTool {
  let corners: Place[] = [];
  let chosen = -1;
  let isDragging = false;
  const redraw = easel.redraw;
  const put = (index: number, place: Place): void => {
    corners = corners.with(index, place);
    redraw();
  };
  function drop(): boolean {
    const had = corners.length > 0;
    corners = [];
    chosen = -1;
    redraw();
    return had;
  }
  return {
    mode: 'drawing',
    hitsShapes: false,
    corners: () => corners,
    chosen: () => chosen,
    enter(at) {
      if (!easel.layer()) return;
      ({ corners, chosen } = grasped(corners, easel.toPicture(at), slack * unit()));
      isDragging = true;
      redraw();
    },
    move(at) {
      if (isDragging && chosen >= 0) put(chosen, easel.toPicture(at));
    },
    complete: () => void (isDragging = false),
    cancel: () => void (isDragging = false),
    close(isSet = true) {
      const layer = easel.layer();
      if (!layer || corners.length < 3) return false;
      const stroke = beginKeptStroke(layer.mask);
      easel.changed(layer, fillPolygon(stroke, corners, isSet));
      easel.record(layer, 'polygon', stroke);
      return drop();
    },
    nudge(x, y) {
      const corner = corners[chosen];
      if (!corner) return false;
      put(chosen, [corner[0] + x, corner[1] + y]);
      return true;
    },
    removeCorner() {
      if (!corners[chosen]) return false;
      corners = corners.toSpliced(chosen, 1);
      chosen = Math.min(chosen, corners.length - 1);
      redraw();
      return true;
    },
    drop,
  };
}

/** The corner at a place, or a new one: on a side between its ends, else after all others. */
function grasped(corners: Place[], place: Place, reach: number): { corners: Place[]; chosen: number } {
  const near = corners.findIndex((corner) => distance(corner, place) <= reach);
  if (near >= 0) return { corners, chosen: near };
  const side = sideAt(corners, place, reach);
  const chosen = side < 0 ? corners.length : side + 1;
  return { corners: corners.toSpliced(chosen, 0, place), chosen };
}

const distance = (a: Place, b: Place): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** The side between two corners that were set one after the other and that a place lies on; −1: none. */
function sideAt(corners: readonly Place[], [x, y]: Place, reach: number): number {
  return corners.findIndex(([ax, ay], i) => {
    const next = corners[i + 1];
    if (!next) return false;
    const [dx, dy] = [next[0] - ax, next[1] - ay];
    const t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
    return t > 0 && t < 1 && distance([ax + t * dx, ay + t * dy], [x, y]) <= reach;
  });
}
