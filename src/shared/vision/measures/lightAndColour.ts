import type { Raster } from '../raster.ts';
import { mostPlaces, samplingStep } from './sampling.ts';

/** What a picture's light and colour are on the whole. */
export interface LightAndColour {
  /** Mean of the log2 of its light, stops below full white; black counts as 9 below. */
  light: number;
  /** a* and b* of CIELAB (D65) of its mean colour, brought to the lightness of a grey card, so that exposure does not change them. */
  a: number;
  b: number;
  /** Mean of the largest channel less the smallest, 0–255; 0 where every pixel is grey. */
  chroma: number;
}

/** sRGB values as light, 0–1 (IEC 61966-2-1). */
const linear = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});
/** Light that is added before the logarithm: nine stops below white, where a byte ends. */
const darkest = 1 / 512;
/** Light of a grey card. */
const cardLight = 0.18;

/** Places whose light is multiplied before one logarithm is taken: of 64, each at least 2^-9, none is lost in a double. */
const placesOfLogarithm = 64;

/** Light and colour of a picture, of at most 50,000 of its pixels. The mean of logarithms lets a white background count no more than a dark part. */
export function lightAndColour({ width, height, data }: Raster): LightAndColour {
  const step = samplingStep({ width, height }, mostPlaces.whole);
  // plain numbers: an array a place would cost an import more than the arithmetic
  let [sumRed, sumGreen, sumBlue, stops, differences, places, product] = [0, 0, 0, 0, 0, 0, 1];
  for (let y = 0; y < height; y += step) {
    const end = (y + 1) * width * 3;
    for (let i = y * width * 3; i < end; i += 3 * step) {
      const red = data[i]!;
      const green = data[i + 1]!;
      const blue = data[i + 2]!;
      const r = linear[red]!;
      const g = linear[green]!;
      const b = linear[blue]!;
      sumRed += r;
      sumGreen += g;
      sumBlue += b;
      product *= luminance(r, g, b) + darkest;
      if (++places % placesOfLogarithm === 0) {
        stops += Math.log2(product);
        product = 1;
      }
      differences += Math.abs(red - green) + Math.abs(green - blue) + Math.abs(blue - red);
    }
  }
  const light = (stops + Math.log2(product)) / places;
  const mean: [number, number, number] = [sumRed / places, sumGreen / places, sumBlue / places];
  const gain = cardLight / (luminance(...mean) + 1e-6);
  const [a, b] = chromaticity(mean.map((channel) => channel * gain) as [number, number, number]);
  // three differences are twice the largest less the smallest, and branch on nothing
  return { light, a, b, chroma: differences / 2 / places };
}

const luminance = (r: number, g: number, b: number): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** a* and b* of linear sRGB (CIE 15; white D65). */
function chromaticity([r, g, b]: readonly [number, number, number]): [number, number] {
  const x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047;
  const y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b;
  const z = (0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883;
  const [fx, fy, fz] = [x, y, z].map((t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116)) as [
    number,
    number,
    number,
  ];
  return [500 * (fx - fy), 200 * (fy - fz)];
}
