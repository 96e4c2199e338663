import type { Place } from '#shared/vision/labeling/brush.ts';
import { fillBox, fillEllipse } from '#shared/vision/labeling/shapes.ts';
import { type Stroke, beginKeptStroke } from '#shared/vision/labeling/stroke.ts';
import type { BrushEasel } from '../../canvas/tools/brushTool.ts';
import type { CanvasTool, Point } from '../../canvas/tools/toolbox.ts';
import type { DoneStroke, Layer } from './labelPicture.ts';

/** What tools paint on. */
export interface Easel extends BrushEasel<Layer> {
  /** Ends a stroke and keeps it, where it changed anything. */
  record(layer: Layer, tool: DoneStroke['tool'], stroke: Stroke): void;
  /** Shapes that are not closed yet became other ones. */
  redraw(): void;
}

/** A shape that is being drawn. */
export interface Draft {
  form: 'box' | 'ellipse';
  from: Place;
  to: Place;
}

export function createFormTool(easel: Easel, form: Draft['form'], draw: (draft: Draft | null) => void): CanvasTool {
  let work: { layer: Layer; draft: Draft; isSet: boolean } | null = null;
  const end = (): void => {
    work = null;
    draw(null);
    easel.redraw();
  };
  return {
    mode: 'drawing',
    hitsShapes: false,
    enter(at) {
      const layer = easel.layer();
      const place = easel.toPicture(at);
      if (layer) work = { layer, draft: { form, from: place, to: place }, isSet: !at.isTaken };
    },
    move(at) {
      if (!work) return;
      work.draft = { ...work.draft, to: easel.toPicture(at) };
      draw(work.draft);
      easel.redraw();
    },
    complete() {
      if (!work) return;
      const { layer, draft, isSet } = work;
      const stroke = beginKeptStroke(layer.mask);
      const fill = form === 'box' ? fillBox : fillEllipse;
      easel.changed(layer, fill(stroke, draft.from, draft.to, isSet));
      easel.record(layer, form, stroke);
      end();
    },
    cancel: end,
  };
}

/** Does something once where the pointer goes down. */
export const createClickTool = (act: (at: Point) => void): CanvasTool => ({
  mode: 'drawing',
  hitsShapes: false,
  enter: act,
  move: () => undefined,
  complete: () => undefined,
  cancel: () => undefined,
});
