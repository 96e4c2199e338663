import type Konva from 'konva';
import type { Place } from '#shared/vision/labeling/brush.ts';
import { strokeDashed, strokeOnHalo } from '../../canvas/pixels.ts';
import type { Draft } from './paintTools.ts';

/** What is over picture and masks. */
export interface TopThings {
  ring: { at: Place; size: number } | null;
  draft: Draft | null;
  corners: readonly Place[];
  chosen: number;
  /** Where keys put the pointer. */
  cross: Place | null;
  /** What the detector proposes: dashed, for no person confirmed it. */
  proposal: Path2D | null;
  /** The region that was chosen. */
  region: { left: number; top: number; width: number; height: number } | null;
}

/** Draws them in the picture's pixels, white on a dark halo. @param unit a screen pixel */
export function drawTop(context: Konva.Context, unit: number, things: TopThings): void {
  const { ring, draft, corners, cross, region } = things;
  const line = (path: () => void): void => strokeOnHalo(context, unit, path);
  if (things.proposal) strokeDashed(context, things.proposal, unit);
  context.setLineDash([]);
  if (ring) line(() => context.arc(ring.at[0], ring.at[1], Math.max(ring.size / 2, 0.5), 0, 2 * Math.PI, false));
  if (draft) line(() => formOf(context, draft));
  if (region) line(() => context.rect(region.left, region.top, region.width, region.height));
  if (cross) line(() => crossAt(context, cross, unit));
  if (corners.length === 0) return;
  line(() => {
    context.moveTo(...(corners[0] as [number, number]));
    for (const [x, y] of corners) context.lineTo(x, y);
    context.lineTo(...(corners[0] as [number, number]));
  });
  corners.forEach(([x, y], i) => handle(context, x, y, unit, i === things.chosen));
}

function formOf(context: Konva.Context, { form, from, to }: Draft): void {
  const [x, y] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
  const [width, height] = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
  if (form === 'box') context.rect(x, y, width, height);
  else context.ellipse(x + width / 2, y + height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI);
}

function crossAt(context: Konva.Context, [x, y]: Place, unit: number): void {
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + dx * 4 * unit, y + dy * 4 * unit);
    context.lineTo(x + dx * 14 * unit, y + dy * 14 * unit);
  }
}

function handle(context: Konva.Context, x: number, y: number, unit: number, isChosen: boolean): void {
  const half = (isChosen ? 5 : 3.5) * unit;
  const accent = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();
  context.setAttr('fillStyle', isChosen ? accent : '#ffffff');
  context.setAttr('strokeStyle', 'rgb(0 0 0 / 0.75)');
  context.setAttr('lineWidth', unit);
  context.beginPath();
  context.rect(x - half, y - half, 2 * half, 2 * half);
  context.fill();
  context.stroke();
}
