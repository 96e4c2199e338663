import { type Box, onPicture } from '#shared/vision/labeling/box.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { maskBorders } from './maskBorders.ts';

/** Pixels a side of a tile: a change costs what its tiles cost, and where nothing is marked there is none. */
const side = 256;

interface Tile extends Box {
  canvas: HTMLCanvasElement;
  /** Along the borders of its pixels, in the picture's pixels; null until it is asked for after a change. */
  outline: Path2D | null;
}

/** Where the picture lies on a canvas, in the canvas's own pixels. */
export interface Placing {
  scale: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A mask as it is drawn over its picture: tinted, with a line along its border. The mask itself stays whose it is. */
export interface MaskTiles {
  /** Takes over what changed in a box. */
  update(box: Box | null): void;
  /** Draws what is in view. The context's transform must be the identity, and is that again. */
  draw(context: CanvasRenderingContext2D, placing: Placing, pixelRatio: number): void;
}

/** @param colour as #rrggbb */
export function createMaskTiles(mask: Mask, colour: string): MaskTiles {
  const tiles = new Map<number, Tile>();
  const columns = Math.ceil(mask.width / side);
  const tint = tintOf(colour);

  function tileAt(column: number, row: number): Tile {
    const key = row * columns + column;
    const known = tiles.get(key);
    if (known) return known;
    const [left, top] = [column * side, row * side];
    const [width, height] = [Math.min(side, mask.width - left), Math.min(side, mask.height - top)];
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const tile = { left, top, width, height, canvas, outline: null };
    tiles.set(key, tile);
    return tile;
  }

  function update(box: Box | null): void {
    const wide = box && onPicture(box, mask, 1); // a border belongs to the pixel right of it or below
    if (!wide) return;
    for (let row = Math.floor(wide.top / side); row * side < wide.top + wide.height; row++) {
      for (let column = Math.floor(wide.left / side); column * side < wide.left + wide.width; column++) {
        const part = meet(wide, { left: column * side, top: row * side, width: side, height: side });
        if (!part || (!tiles.has(row * columns + column) && isEmpty(mask, part))) continue;
        const tile = tileAt(column, row);
        paint(tile, mask, part, tint);
        tile.outline = null;
      }
    }
  }

  function draw(context: CanvasRenderingContext2D, placing: Placing, pixelRatio: number): void {
    const seen = [...tiles.values()].filter((tile) => isInView(tile, placing));
    context.imageSmoothingEnabled = placing.scale < 2;
    for (const tile of seen) drawTile(context, tile, placing);
    for (const tile of seen) tile.outline ??= maskBorders(mask, tile);
    context.setTransform(placing.scale, 0, 0, placing.scale, placing.x, placing.y);
    for (const [stroke, width] of [
      ['rgb(0 0 0 / 0.75)', 3.5],
      [colour, 1.5],
    ] as const) {
      context.strokeStyle = stroke;
      context.lineWidth = (width * pixelRatio) / placing.scale;
      for (const { outline } of seen) context.stroke(outline!);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
  }
  return { update, draw };
}

/** The colour at 34 %, as a pixel's four bytes in one number. */
function tintOf(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return ((87 << 24) | (b! << 16) | (g! << 8) | r!) >>> 0;
}

function meet(a: Box, b: Box): Box | null {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
  const width = Math.min(a.left + a.width, b.left + b.width) - left;
  const height = Math.min(a.top + a.height, b.top + b.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

function isEmpty({ data, width }: Mask, box: Box): boolean {
  for (let y = box.top; y < box.top + box.height; y++) {
    for (let i = y * width + box.left; i < y * width + box.left + box.width; i++) if (data[i]! > 127) return false;
  }
  return true;
}

function paint({ canvas, left, top }: Tile, { data, width }: Mask, box: Box, tint: number): void {
  const image = new ImageData(box.width, box.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let y = 0, at = 0; y < box.height; y++) {
    const from = (box.top + y) * width + box.left;
    for (let x = 0; x < box.width; x++, at++) if (data[from + x]! > 127) pixels[at] = tint;
  }
  canvas.getContext('2d')!.putImageData(image, box.left - left, box.top - top);
}

function isInView({ left, top, width, height }: Box, { scale, x, y, ...view }: Placing): boolean {
  const isAcross = x + (left + width) * scale > 0 && x + left * scale < view.width;
  return isAcross && y + (top + height) * scale > 0 && y + top * scale < view.height;
}

/** To whole pixels of the canvas, so that no seam shows between tiles. */
function drawTile(context: CanvasRenderingContext2D, { canvas, left, top, width, height }: Tile, at: Placing): void {
  const [x0, y0] = [Math.round(at.x + left * at.scale), Math.round(at.y + top * at.scale)];
  const [x1, y1] = [Math.round(at.x + (left + width) * at.scale), Math.round(at.y + (top + height) * at.scale)];
  if (x1 > x0 && y1 > y0) context.drawImage(canvas, x0, y0, x1 - x0, y1 - y0);
}
