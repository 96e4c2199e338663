import type { Place } from '#shared/vision/labeling/brush.ts';
import { type MaskPart, partOfMask } from '#shared/vision/labeling/maskPart.ts';
import { refineMask } from '#shared/vision/labeling/refine.ts';
import { fillPolygons } from '#shared/vision/labeling/shapes.ts';
import { beginStroke, endStroke } from '#shared/vision/labeling/stroke.ts';
import type { Colours } from '#shared/vision/labeling/wand.ts';
import { createMask } from '#shared/vision/raster.ts';
import { answerCalls } from './answerCalls.ts';
import { proposedLines } from './proposalLines.ts';

/** What takes too long for the thread that draws, on the picture that was shown last. */
export type LabelTask =
  | { do: 'show'; picture: ImageBitmap }
  /** Draws outlines onto the picture's edges; `cell`: pixels for each cell of the map that they come from. */
  | { do: 'refine'; polygons: readonly (readonly Place[])[]; cell: number };
/** What was found on a picture, and the lines around it in the picture's pixels. */
export interface Found {
  part: MaskPart;
  lines: readonly (readonly Place[])[];
}

let shown: ImageBitmap | null = null;
let colours: Colours | null = null;

/** The picture's pixels; read out when they are first needed. */
function coloursShown(): Colours {
  if (colours) return colours;
  const { width, height } = shown!;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(shown!, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return (colours = { width, height, channels: 4, data });
}

function perform(task: LabelTask): Found | null {
  if (task.do === 'show') {
    shown?.close();
    [shown, colours] = [task.picture, null];
    return null;
  }
  const picture = coloursShown();
  const outline = beginStroke(createMask(picture.width, picture.height));
  fillPolygons(outline, task.polygons, true);
  endStroke(outline);
  const part = partOfMask(refineMask(picture, outline.mask, task.cell).mask);
  return part && { part, lines: linesAround(part) };
}

function linesAround({ left, top, mask }: MaskPart): Found['lines'] {
  const { width, height, data } = mask;
  const { polygons } = proposedLines({ width, height, data: Float32Array.from(data) }, 128, mask);
  return polygons.map((corners) => corners.map(([x, y]) => [x + left, y + top] as const));
}

answerCalls(perform, (found) => (found ? [found.part.mask.data.buffer] : []));
