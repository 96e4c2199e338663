import { type SerializedError, deserializeError } from '#shared/errors.ts';
import { colourMap } from '#shared/vision/heatmap.ts';
import { canvasOfRgba } from '../../canvas/pixels.ts';
import { fetchMap } from '../../client/studio.ts';

async function fetched(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw deserializeError((await response.json()) as SerializedError);
  return response;
}

/** A sample part's picture. @throws FlawsmithError `not-found` */
export async function loadPicture(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  return createImageBitmap(await (await fetched(url, signal)).blob());
}

/** A sample part's mask, a byte a pixel. @throws FlawsmithError `not-found` */
export async function loadMask(url: string, signal: AbortSignal): Promise<Uint8Array> {
  return new Uint8Array(await (await fetched(url, signal)).arrayBuffer());
}

/** A moment's map in the heatmap's colours, on the fixed scale. @throws FlawsmithError `not-found` */
export async function loadHeat(url: string, signal: AbortSignal): Promise<HTMLCanvasElement> {
  const map = await fetchMap(url, signal);
  return canvasOfRgba(colourMap(map).data, map);
}
