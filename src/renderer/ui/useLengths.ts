import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { lengthWords, mmDecimals, mmOfPixels } from '#shared/domain/pixelSize.ts';
import { useSession } from '../client/session.ts';

/** Lengths on a product's photographs in words: with millimetres where its scale is set, and otherwise in pixels. */
export function useLengths(product: () => string) {
  const session = useSession();
  const { n } = useI18n();
  /** Null where nobody said. */
  const mmPerPixel = computed(() => session.productById(product())?.mmPerPixel ?? null);
  const number = (value: number, digits = 0): string => n(value, { maximumFractionDigits: digits });
  const mm = (pixels: number, perPixel: number): string => number(mmOfPixels(pixels, perPixel), mmDecimals(perPixel));
  return {
    mmPerPixel,
    /** Such as `1.4 mm (20 px)`. @param pixels of the photograph */
    length: (pixels: number): string => lengthWords(pixels, mmPerPixel.value, (value) => number(value, 9)),
    /** `1.4 mm`, or `20 px` without a scale. */
    short: (pixels: number): string =>
      mmPerPixel.value === null ? `${number(pixels)} px` : `${mm(pixels, mmPerPixel.value)} mm`,
    /** Such as `12.3 × 4.5 mm`, or `176 × 64 px`. */
    sides: (width: number, height: number): string => {
      const perPixel = mmPerPixel.value;
      if (perPixel === null) return `${number(width)} × ${number(height)} px`;
      return `${mm(width, perPixel)} × ${mm(height, perPixel)} mm`;
    },
    /** Such as `(12.3, 4.5) mm, (176, 64) px`, from the photograph's top left corner. @param isShort without the pixels where there are mm */
    place: (x: number, y: number, isShort = false): string => {
      const perPixel = mmPerPixel.value;
      const px = `(${number(x)}, ${number(y)}) px`;
      return perPixel === null ? px : `(${mm(x, perPixel)}, ${mm(y, perPixel)}) mm${isShort ? '' : `, ${px}`}`;
    },
    /** An area, such as `1.4 mm² (285 px)`. */
    area: (pixels: number): string => {
      const perPixel = mmPerPixel.value;
      if (perPixel === null) return `${number(pixels)} px`;
      return `${n(pixels * perPixel ** 2, { maximumSignificantDigits: 3 })} mm² (${number(pixels)} px)`;
    },
  };
}
