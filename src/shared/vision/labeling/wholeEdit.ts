import { type Mask, maskArea } from '../raster.ts';
import type { Box } from './box.ts';
import type { Place } from './brush.ts';
import { type MaskPart, paintPart, partOfPolygons, regionOfPart } from './maskPart.ts';
import { type Patch, applyPatch } from './patch.ts';
import { type Stroke, beginStroke, endStroke } from './stroke.ts';
import { clear, fillHoles, growByPixel, invert } from './whole.ts';

const edits = {
  holes: fillHoles,
  invert,
  clear,
  grow: (stroke: Stroke): Box | null => growByPixel(stroke, 'grow'),
  shrink: (stroke: Stroke): Box | null => growByPixel(stroke, 'shrink'),
} as const;
export type WholeTool = keyof typeof edits;

/** An edit whose time goes with the picture's size. */
export type WholeEdit =
  | { do: WholeTool }
  /** Sets what a part or polygons mark; of that only what hangs together with the pixel at a place, where one is given. */
  | { do: 'unite'; marked: MaskPart | readonly (readonly Place[])[]; at?: Place }
  /** Turns the pixels of a patch round, as an undo where `isBack`. */
  | { do: 'turn'; patch: Patch; isBack: boolean };

export interface WholeResult {
  /** What it changed; null where that is nothing, or a patch does not fit. */
  patch: Patch | null;
  /** Of `unite`: pixels that were marked. */
  marked: number;
}

/** Does an edit to a mask, which is changed in place. */
export function editWhole(mask: Mask, edit: WholeEdit): WholeResult {
  if (edit.do === 'turn') return { patch: applyPatch(mask, edit.patch, edit.isBack) ? edit.patch : null, marked: 0 };
  const stroke = beginStroke(mask);
  if (edit.do !== 'unite') {
    edits[edit.do](stroke);
    return { patch: endStroke(stroke), marked: 0 };
  }
  const part = partOf(edit, mask);
  if (part) paintPart(stroke, part);
  return { patch: endStroke(stroke), marked: part ? maskArea(part.mask) : 0 };
}

function partOf({ marked, at }: Extract<WholeEdit, { do: 'unite' }>, mask: Mask): MaskPart | null {
  const all = 'mask' in marked ? marked : partOfPolygons(marked, mask);
  return at && all ? regionOfPart(all, Math.floor(at[0]), Math.floor(at[1])) : all;
}
