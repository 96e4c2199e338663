import type { Painted } from '#shared/domain/painted.ts';
import { boxOf } from '#shared/vision/labeling/box.ts';
import { endStroke } from '#shared/vision/labeling/stroke.ts';
import { pixelsOfRuns } from '#shared/vision/maskRuns.ts';
import { type Mask, type Sides, createMask } from '#shared/vision/raster.ts';
import { type MaskTiles, createMaskTiles } from './maskTiles.ts';
import type { BrushEasel } from './tools/brushTool.ts';

/** A painted area as it is drawn and painted on. */
export interface PaintedLayer {
  mask: Mask;
  tiles: MaskTiles;
  colour: string;
}

const drawn = (mask: Mask, colour: string): PaintedLayer => {
  const tiles = createMaskTiles(mask, colour);
  tiles.update(boxOf(mask));
  return { mask, tiles, colour };
};

export const blankLayer = ({ width, height }: Sides, colour: string): PaintedLayer =>
  drawn(createMask(width, height), colour);

/** Layers by the area that they show: one is made where it is first asked for, and made anew in another colour. */
export function createPaintedLayers() {
  const known = new WeakMap<Painted, PaintedLayer>();
  return {
    of(painted: Painted, colour: string): PaintedLayer {
      const layer = known.get(painted);
      if (layer?.colour === colour) return layer;
      const { width, height, runs } = painted;
      const mask = layer?.mask ?? { width, height, data: pixelsOfRuns(runs, width * height) };
      const made = drawn(mask, colour);
      known.set(painted, made);
      return made;
    },
    /** The layer was painted on: it shows another area now. */
    move(layer: PaintedLayer, before: Painted | undefined, now: Painted | null): void {
      if (before) known.delete(before);
      if (now) known.set(now, layer);
    },
  };
}

interface PaintedEasel extends Pick<BrushEasel<PaintedLayer>, 'toPicture' | 'layer' | 'size'> {
  redraw(): void;
  /** A stroke changed a layer. */
  painted(layer: PaintedLayer): void;
}

/** What a brush paints areas on. */
export const paintedEasel = ({ redraw, painted, ...on }: PaintedEasel): BrushEasel<PaintedLayer> => ({
  ...on,
  changed({ tiles }, box) {
    tiles.update(box);
    redraw();
  },
  record(layer, _, stroke) {
    if (endStroke(stroke)) painted(layer);
  },
});

/** Draws areas, each tinted and outlined, and hatches them all. @returns false where that takes more frames */
export function drawPainted(
  context: CanvasRenderingContext2D,
  layers: readonly PaintedLayer[],
  ratio: number,
): boolean {
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  let isWhole = true;
  for (const { mask, tiles } of layers) {
    isWhole = tiles.draw(context, { scale: width / mask.width, x: 0, y: 0, width, height }, ratio) && isWhole;
  }
  context.save();
  context.globalCompositeOperation = 'source-atop';
  context.strokeStyle = 'rgb(255 255 255 / 0.45)';
  context.lineWidth = 2 * ratio;
  context.beginPath();
  for (let x = -height; x < width; x += 8 * Math.SQRT2 * ratio) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.restore();
  return isWhole;
}
