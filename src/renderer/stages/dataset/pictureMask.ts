import { type SerializedError, deserializeError } from '#shared/errors.ts';

/** A mask from its picture, a byte a pixel, 0 or 255. @throws FlawsmithError; AbortError by the signal */
export async function fetchMask(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw deserializeError((await response.json()) as SerializedError);
  const image = await createImageBitmap(await response.blob());
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return Uint8Array.from({ length: image.width * image.height }, (_, i) => (data[i * 4]! > 0 ? 255 : 0));
}
