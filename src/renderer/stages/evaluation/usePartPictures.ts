import { type Ref, onScopeDispose, shallowRef, watch } from 'vue';
import type { Sides } from '#shared/vision/raster.ts';

/** Addresses of what is shown of a part; null where there is none. */
export interface PartAddresses {
  working: string | null;
  photograph: string | null;
  mask: string | null;
  /** Asked for once the part has been looked at for a moment: it takes longer to make than to walk past. */
  cutout: string | null;
}

/** A mask's bytes, 0 or 255, at no more than {@link longestMask} a side: enough for the line round it. */
export interface LoadedMask {
  data: Uint8Array;
  shape: Sides;
}
const longestMask = 1024;
const momentMs = 200;

async function loadImage(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

async function loadMask(url: string): Promise<LoadedMask> {
  const image = await loadImage(url);
  const scale = Math.min(1, longestMask / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const rgba = context.getImageData(0, 0, canvas.width, canvas.height).data;
  const data = new Uint8Array(canvas.width * canvas.height).map((_, i) => (rgba[4 * i]! > 127 ? 255 : 0));
  return { data, shape: { width: canvas.width, height: canvas.height } };
}

/** What of a part is here by now: the newest address of each wins, and what failed is said. */
export function usePartPictures(wanted: () => PartAddresses) {
  const failed = shallowRef<string[]>([]);
  const follow = <T>(which: keyof PartAddresses, load: (url: string) => Promise<T>, wait = 0): Ref<T | null> => {
    const value = shallowRef<T | null>(null) as Ref<T | null>;
    let newest: string | null = null;
    watch(
      () => wanted()[which],
      async (url) => {
        newest = url;
        value.value = null;
        failed.value = failed.value.filter((one) => one !== which);
        if (url === null) return;
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        if (newest !== url) return;
        try {
          const loaded = await load(url);
          if (newest === url) value.value = loaded;
        } catch (error) {
          console.info(`${url} cannot be shown.`, error);
          if (newest === url) failed.value = [...failed.value, which];
        }
      },
      { immediate: true },
    );
    onScopeDispose(() => (newest = null));
    return value;
  };
  return {
    working: follow('working', loadImage),
    photograph: follow('photograph', loadImage),
    mask: follow('mask', loadMask),
    cutout: follow('cutout', loadImage, momentMs),
    failed,
  };
}
