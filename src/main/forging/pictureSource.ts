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
  /** In place of `zones` for a part with ignore areas of its own: those of the view and these. */
  own?: string | undefined;
  /** The same of `reference`. */
  referenceOwn?: string | undefined;
  /** Where the part is, 0 or 255 a pixel of `reference`, else of `pixels`, where a person corrected that; absent: as it is found. */
  foreground?: string | undefined;
}

/** A labelled defect that may be stamped on good parts: a photograph like theirs, with what of it is defect. */
export interface ForgingStamp extends ForgingPart {
  /** A byte a pixel of `pixels`, 0 or 255. */
  mask: string;
  /** The same of `reference`. */
  referenceMask?: string | undefined;
}

/** A list that is only asked for its items. */
type Parts<T> = Pick<readonly T[], 'length' | 'at'>;

/** Good parts that pictures are forged on. */
export interface ForgingSource {
  /** In the order that numbers of parts refer to. */
  parts: Parts<ForgingPart>;
  /** Working size of the parts. */
  picture: PictureShape;
  /** Labelled defects, in an order that does not change; absent: none, and none is stamped. */
  stamps?: readonly ForgingStamp[] | undefined;
}

/** Parts kept at a time: so many as fill some 64 MB. */
const keptBytes = 64e6;
const [fewestKept, mostKept] = [8, 128];

/** Normal parts for forging, and labelled defects to stamp, read from their pixel files when they are needed. */
export function pictureSource({ parts, picture, stamps = [] }: ForgingSource): ImageSource {
  const kept = Math.max(fewestKept, Math.min(mostKept, Math.floor(keptBytes / (3 * areaOf(picture)))));
  const shared = readZones(parts.at(0), picture);
  const zones = zonesOfEach(parts, picture, shared);
  const { image, reference } = readPictures(parts, picture, zones, kept);
  const found = (index: number): Mask => {
    const file = parts.at(index)!.foreground;
    if (file === undefined) return findForeground(reference(index));
    const { width, height } = reference(index);
    return { width, height, data: new Uint8Array(readFileSync(file)) };
  };
  const foreground = remember((index) => onlyJudged(found(index), zones(index)?.reference), kept);
  const source = { count: parts.length, image, reference, foreground, zones };
  return stamps.length > 0 ? { ...source, stamps: stampSource(stamps, picture, shared) } : source;
}

interface Pictures {
  image: (index: number) => Raster;
  reference: (index: number) => Raster;
}

function readPictures(parts: Parts<ForgingPart>, picture: PictureShape, zones: ZonesOf, kept: number): Pictures {
  const decided = referenceSize(picture);
  const image = remember(
    readAs(
      picture,
      (index) => parts.at(index)!.pixels,
      (index) => zones(index)?.picture,
    ),
    kept,
  );
  const small = remember(
    readAs(
      decided,
      (index) => parts.at(index)!.reference!,
      (index) => zones(index)?.reference,
    ),
    kept,
  );
  const isOwn = (index: number): boolean => !parts.at(index)!.reference || isSameShape(decided, picture);
  return { image, reference: (index) => (isOwn(index) ? image(index) : small(index)) };
}

/** Labelled defects kept at a time: a picture needs two. */
const stampsKept = 32;

function stampSource(
  stamps: readonly ForgingStamp[],
  picture: PictureShape,
  shared: ForgingZones | null,
): NonNullable<ImageSource['stamps']> {
  const zones = zonesOfEach(stamps, picture, shared);
  const { image, reference } = readPictures(stamps, picture, zones, stampsKept);
  const maskAs = (shape: PictureShape, file: string, zone: ZonePicture | undefined): Mask =>
    onlyJudged({ ...shape, data: readFileSync(file) }, zone);
  const stamp = remember(
    (index) => ({ image: image(index), mask: maskAs(picture, stamps[index]!.mask, zones(index)?.picture) }),
    stampsKept,
  );
  const decided = remember((index) => {
    const { referenceMask } = stamps[index]!;
    if (referenceMask === undefined) return stamp(index);
    const mask = maskAs(referenceSize(picture), referenceMask, zones(index)?.reference);
    return { image: reference(index), mask };
  }, stampsKept);
  return { count: stamps.length, stamp, reference: decided };
}

function readAs(
  shape: PictureShape,
  fileOf: (index: number) => string,
  zonesOf: (index: number) => ZonePicture | undefined,
): (index: number) => Raster {
  return (index) => {
    const data = readFileSync(fileOf(index));
    const zones = zonesOf(index);
    return { ...shape, data: zones ? hideIgnored(data, zones) : data };
  };
}

type ZonesOf = (index: number) => ForgingZones | null;

/** Ignore areas of single parts kept at a time. */
const ownKept = 8;

/** Of each part: the zones of all, or those of its own. */
function zonesOfEach(parts: Parts<ForgingPart>, picture: PictureShape, shared: ForgingZones | null): ZonesOf {
  const own = remember((index) => {
    const { reference, own: zones, referenceOwn: referenceZones } = parts.at(index)!;
    return readZones({ reference, zones, referenceZones }, picture)!;
  }, ownKept);
  return (index) => (parts.at(index)!.own === undefined ? shared : own(index));
}

function readZones(part: Omit<ForgingPart, 'pixels'> | undefined, picture: PictureShape): ForgingZones | null {
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
