import { readFileSync } from 'node:fs';
import { type PictureShape, areaOf, isSameShape } from '#shared/domain/pictures.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import type { Mask, Raster } from '#shared/vision/raster.ts';
import { type ImageSource, referenceSize } from '#shared/vision/synthesis/forge.ts';
import type { ForgingZones } from '#shared/vision/synthesis/index.ts';
import { type ZonePicture, hideIgnored, unpackZones, zoneKinds } from '#shared/vision/zonePicture.ts';
import { remember } from './remember.ts';

/** A good part to forge on. */
export interface ForgingPart {
  /** Raw RGB at working size. */
  pixels: string;
  /** Raw RGB at the size that plans are decided at ({@link referenceSize}); absent: they are decided on `pixels`. */
  reference?: string | undefined;
  /** Zones of the view that `pixels` shows, see packZones; absent: none. They are the same for all parts of a source. */
  zones?: string | undefined;
  /** The same of `reference`. */
  referenceZones?: string | undefined;
}

/** Good parts that pictures are forged on. */
export interface ForgingSource {
  /** In the order that numbers of parts refer to. */
  parts: readonly ForgingPart[];
  /** Working size of the parts. */
  picture: PictureShape;
}

/** Parts kept at a time: so many as fill some 64 MB. */
const keptBytes = 64e6;
const [fewestKept, mostKept] = [8, 128];

/** Normal parts for forging, read from their pixel files when they are needed. @param picture working size of the parts */
export function pictureSource(parts: readonly ForgingPart[], picture: PictureShape): ImageSource {
  const kept = Math.max(fewestKept, Math.min(mostKept, Math.floor(keptBytes / (3 * areaOf(picture)))));
  const decided = referenceSize(picture);
  const zones = readZones(parts[0], picture);
  const image = remember(
    readAs(picture, (index) => parts[index]!.pixels, zones?.picture),
    kept,
  );
  const small = remember(
    readAs(decided, (index) => parts[index]!.reference!, zones?.reference),
    kept,
  );
  const isOwn = (index: number): boolean => !parts[index]!.reference || isSameShape(decided, picture);
  const reference = (index: number): Raster => (isOwn(index) ? image(index) : small(index));
  const foreground = remember((index) => onlyJudged(findForeground(reference(index)), zones?.reference), kept);
  return { count: parts.length, image, reference, foreground, zones };
}

function readAs(
  shape: PictureShape,
  fileOf: (index: number) => string,
  zones: ZonePicture | undefined,
): (index: number) => Raster {
  return (index) => {
    const data = readFileSync(fileOf(index));
    return { ...shape, data: zones ? hideIgnored(data, zones) : data };
  };
}

function readZones(part: ForgingPart | undefined, picture: PictureShape): ForgingZones | null {
  if (!part?.zones) return null;
  const own = unpackZones(readFileSync(part.zones), picture);
  const { reference, referenceZones } = part;
  return {
    picture: own,
    reference: reference && referenceZones ? unpackZones(readFileSync(referenceZones), referenceSize(picture)) : own,
  };
}

/** Where the part is and may be judged. */
function onlyJudged(foreground: Mask, zones: ZonePicture | undefined): Mask {
  if (!zones) return foreground;
  const data = foreground.data.map((value, i) => (zones.kinds[i] === zoneKinds.judged ? value : 0));
  return { ...foreground, data };
}
