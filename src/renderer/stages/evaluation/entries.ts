import type { ImageRow, Report } from '#shared/contract/studio.ts';
import { forgedUrl, mapUrl, workingUrl } from '#shared/contract/studio.ts';
import { type TwoLimits, type Verdict, verdictOf } from '#shared/domain/limits.ts';

/** Good parts of calibration, defects forged on them, real parts of the test. */
export const series = ['good', 'forged', 'test'] as const;
export type Series = (typeof series)[number];

/** A scored picture of one of the three series. */
export interface Entry {
  /** Unique in a report; the same as long as the picture is. */
  key: string;
  series: Series;
  score: number;
  /** Defective, forged or real. */
  isBad: boolean;
  kind: string | null;
  part: string;
  /** Its photograph; of a forged defect the good part that it is forged on. Null where that has left the product. */
  image: ImageRow | null;
  /** Of a forged defect; null else. */
  number: number | null;
  /** Longest extent of a forged defect, px of the photograph. */
  extent: number | null;
  hasMap: boolean;
}

/** All that a report has judged. */
export function entriesOf(report: Report): Entry[] {
  return [...goodOf(report), ...forgedOf(report), ...testOf(report)];
}

const goodOf = ({ good }: Report): Entry[] =>
  good.map(({ image, part, score, hasMap }, i) => ({
    ...{ key: `good:${image?.id ?? `left ${i}`}`, series: 'good', score, isBad: false, kind: null, part },
    ...{ image, number: null, extent: null, hasMap },
  }));

/** An earlier version kept the scores of forged defects, and neither their pictures nor their maps. */
function forgedOf({ forged, calibration }: Report): Entry[] {
  const rows =
    forged ??
    (calibration?.forged ?? []).map((row, number) => ({ ...row, number, part: '', image: null, extent: null }));
  return rows.map(({ number, kind, score, part, image, extent }) => ({
    ...{ key: `forged:${number}`, series: 'forged', score, isBad: true, kind, part },
    ...{ image, number, extent, hasMap: forged !== null },
  }));
}

const testOf = ({ scores }: Report): Entry[] =>
  scores.map(({ image, part, score }) => ({
    ...{ key: `test:${image.id}`, series: 'test', score, isBad: image.label === 'anomalous', kind: image.kind, part },
    ...{ image, number: null, extent: null, hasMap: true },
  }));

/** What the gallery is narrowed to; null or false: not. */
export interface Filter {
  series: Series | null;
  kind: string | null;
  zone: Verdict | null;
  /** Scores from, up to and not with. */
  bin: { from: number; to: number } | null;
  onlyWrong: boolean;
}
export const noFilter: Filter = { series: null, kind: null, zone: null, bin: null, onlyWrong: false };

/** What is wrong with the verdict of a picture, if anything. */
export function faultOf({ isBad, score }: Entry, limits: TwoLimits): 'overkill' | 'escape' | null {
  const isOk = verdictOf(score, limits) === 'ok';
  return isBad === isOk ? (isBad ? 'escape' : 'overkill') : null;
}

/** The pictures that can be shown and that a filter leaves. */
export function filtered(entries: readonly Entry[], filter: Filter, limits: TwoLimits): Entry[] {
  const { series: only, kind, zone, bin, onlyWrong } = filter;
  return entries.filter(
    (entry) =>
      entry.image !== null &&
      (only === null || entry.series === only) &&
      (kind === null || entry.kind === kind) &&
      (zone === null || verdictOf(entry.score, limits) === zone) &&
      (bin === null || (entry.score >= bin.from && entry.score < bin.to)) &&
      (!onlyWrong || faultOf(entry, limits) !== null),
  );
}

/** Addresses of a picture as the run sees it, and of its map. */
export interface Addresses {
  picture: string;
  thumb: string;
  map: string | null;
  /** Of a forged defect what was forged, sharper than it was judged; null else. */
  cutout: string | null;
}

export function addressesOf(product: string, { run, evaluatedAt }: Report, entry: Entry): Addresses {
  const { number, image, hasMap } = entry;
  if (number !== null) {
    const at = (what: 'picture' | 'thumb' | 'map' | 'cutout'): string =>
      forgedUrl(product, run, number, what, evaluatedAt);
    return { picture: at('picture'), thumb: at('thumb'), map: hasMap ? at('map') : null, cutout: at('cutout') };
  }
  const id = image!.id;
  return {
    picture: workingUrl(product, run, id, 'picture'),
    thumb: workingUrl(product, run, id, 'thumb'),
    map: hasMap ? mapUrl(product, run, id) : null,
    cutout: null,
  };
}
