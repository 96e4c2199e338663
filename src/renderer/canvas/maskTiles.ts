import { type Box, boxOf, commonPart, onPicture, united } from '#shared/vision/labeling/box.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { maskBorders } from './maskBorders.ts';

/** Pixels a side of a tile: a change costs what its tiles cost, and where nothing is marked there is none. */
const side = 256;

/** Larger changes are taken over tile by tile, px. */
const mostAtOnce = 2 ** 20;
/** Of a frame, for tiles, ms; their outlines take about as long. */
const frameMs = 3;

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
  /** Takes over what changed in a box: a small one at once, of a large one tile after tile, as it is drawn. */
  update(box: Box | null): void;
  /** Shows another mask from now on, of the same size; {@link update} says where it differs. */
  take(mask: Mask): void;
  /**
   * Draws what is in view. The context's transform must be the identity, and is that again.
   * @returns false where there was more to do than a frame has time for: it is to be drawn again in the next one
   */
  draw(context: CanvasRenderingContext2D, placing: Placing, pixelRatio: number): boolean;
}

/** @param colour as #rrggbb */
export function createMaskTiles(first: Mask, colour: string): MaskTiles {
  let mask = first;
  const tiles = new Map<number, Tile>();
  const columns = Math.ceil(mask.width / side);
  const tint = tintOf(colour);
  /** What was drawn last, as large as the view; where it lay, and what has changed in the picture since. */
  const overlay = document.createElement('canvas').getContext('2d')!;
  let drawn: Placing | null = null;
  let changed: Box | null = null;
  const late = createLateTiles();

  function update(box: Box | null): void {
    const wide = box && onPicture(box, mask, 1); // a border belongs to the pixel right of it or below
    if (!wide) return;
    const isLarge = wide.width * wide.height > mostAtOnce;
    for (let row = Math.floor(wide.top / side); row * side < wide.top + wide.height; row++) {
      for (let column = Math.floor(wide.left / side); column * side < wide.left + wide.width; column++) {
        const part = commonPart(wide, { left: column * side, top: row * side, width: side, height: side });
        if (part && isLarge) late.add(() => renew(column, row, part));
        else if (part) renew(column, row, part);
      }
    }
  }
  function renew(column: number, row: number, part: Box): void {
    const key = row * columns + column;
    if (!tiles.has(key) && isEmpty(mask, part)) return;
    const tile = tiles.get(key) ?? newTile(mask, column, row);
    tiles.set(key, tile);
    paint(tile, mask, part, tint);
    tile.outline = null;
    changed = united(changed, part);
  }

  function draw(context: CanvasRenderingContext2D, placing: Placing, pixelRatio: number): boolean {
    late.catchUp();
    const margin = Math.ceil(2 * pixelRatio) + 1; // half of the widest line
    const isSame = drawn !== null && isSamePlacing(drawn, placing);
    const stale = isSame ? changed && onPicture(onScreen(changed, placing, margin), placing) : boxOf(placing);
    if (!isSame) [overlay.canvas.width, overlay.canvas.height] = [placing.width, placing.height];
    if (stale) redraw(stale, placing, pixelRatio, margin);
    [drawn, changed] = [{ ...placing }, null];
    context.drawImage(overlay.canvas, 0, 0);
    return late.isDone();
  }

  /** Draws a part of the view anew, in the canvas's pixels: a stroke costs what it covers, whatever else is marked. */
  function redraw(part: Box, placing: Placing, pixelRatio: number, margin: number): void {
    const seen = [...tiles.values()].filter((tile) => commonPart(onScreen(tile, placing, margin), part) !== null);
    for (const tile of seen) tile.outline ??= maskBorders(mask, tile);
    overlay.save();
    overlay.beginPath();
    overlay.rect(part.left, part.top, part.width, part.height);
    overlay.clip();
    overlay.clearRect(part.left, part.top, part.width, part.height);
    drawTiles(overlay, seen, colour, placing, pixelRatio);
    overlay.restore();
  }
  return { update, draw, take: (next) => void (mask = next) };
}

function newTile(mask: Mask, column: number, row: number): Tile {
  const [left, top] = [column * side, row * side];
  const [width, height] = [Math.min(side, mask.width - left), Math.min(side, mask.height - top)];
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  return { left, top, width, height, canvas, outline: null };
}

/** Tiles that are not up to date yet: as many are renewed in a frame as there is time for. */
function createLateTiles() {
  let late: (() => void)[] = [];
  return {
    add: (renew: () => void): void => void late.push(renew),
    isDone: (): boolean => late.length === 0,
    catchUp(): void {
      const end = performance.now() + frameMs;
      let count = 0;
      while (count < late.length && performance.now() < end) late[count++]!();
      late = late.slice(count);
    },
  };
}

function drawTiles(
  context: CanvasRenderingContext2D,
  tiles: readonly Tile[],
  colour: string,
  placing: Placing,
  pixelRatio: number,
): void {
  context.imageSmoothingEnabled = placing.scale < 2;
  for (const tile of tiles) drawTile(context, tile, placing);
  context.setTransform(placing.scale, 0, 0, placing.scale, placing.x, placing.y);
  for (const [stroke, width] of [
    ['rgb(0 0 0 / 0.75)', 3.5],
    [colour, 1.5],
  ] as const) {
    context.strokeStyle = stroke;
    context.lineWidth = (width * pixelRatio) / placing.scale;
    for (const { outline } of tiles) context.stroke(outline!);
  }
}

/** The colour at 34 %, as a pixel's four bytes in one number. */
function tintOf(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return ((87 << 24) | (b! << 16) | (g! << 8) | r!) >>> 0;
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

/** A box of the picture in whole pixels of the canvas, wider by `margin` to each side. */
function onScreen({ left, top, width, height }: Box, { scale, x, y }: Placing, margin: number): Box {
  const [x0, y0] = [Math.floor(x + left * scale) - margin, Math.floor(y + top * scale) - margin];
  const [x1, y1] = [Math.ceil(x + (left + width) * scale) + margin, Math.ceil(y + (top + height) * scale) + margin];
  return { left: x0, top: y0, width: x1 - x0, height: y1 - y0 };
}

const isSamePlacing = (a: Placing, b: Placing): boolean =>
  a.scale === b.scale && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

/** To whole pixels of the canvas, so that no seam shows between tiles. */
function drawTile(context: CanvasRenderingContext2D, { canvas, left, top, width, height }: Tile, at: Placing): void {
  const [x0, y0] = [Math.round(at.x + left * at.scale), Math.round(at.y + top * at.scale)];
  const [x1, y1] = [Math.round(at.x + (left + width) * at.scale), Math.round(at.y + (top + height) * at.scale)];
  if (x1 > x0 && y1 > y0) context.drawImage(canvas, x0, y0, x1 - x0, y1 - y0);
}
