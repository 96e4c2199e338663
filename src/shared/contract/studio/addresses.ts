/** Address of a picture. `thumb`: WebP, longest side 256; `full`: as decoded, PNG; `mask`: PNG. */
export function pictureUrl(productId: string, image: number, what: 'thumb' | 'full' | 'mask'): string {
  return `/pictures/${productId}/${image}/${what}`;
}

/** Address of a file that an import would take, small, WebP. @param file absolute, in a folder that the window may see */
export function plannedUrl(file: string): string {
  return `/planned/thumb?file=${encodeURIComponent(file)}`;
}

/**
 * Address of a picture as a run sees it, cut and shaped like its maps. `picture`: PNG of the run's working size; `thumb`: WebP,
 * longest side 256.
 */
export function workingUrl(productId: string, run: string, image: number, what: 'picture' | 'thumb'): string {
  return `/working/${productId}/${run}/${image}/${what}`;
}

/**
 * Address of the mean of the good parts, or of where they differ in the colours of magma up to `mostSpread` grey levels; whole
 * photographs, PNG. @param version of the good parts: others have another mean
 */
export function meanUrl(productId: string, version: string, what: 'mean' | 'spread' = 'mean'): string {
  return `/zones/${productId}/${what}?v=${encodeURIComponent(version)}`;
}

/** Where the zones that a page has drawn are sent (POST, JSON of `writtenZonesSchema`), for a picture as the detector sees it with them: PNG. */
export function seenUrl(productId: string, image: number): string {
  return `/zones/${productId}/${image}/seen`;
}

/**
 * Address of a layer of a picture by the hash of its file, null for the imported mask that was not painted on yet: runs of pixels in
 * reading order, not set and set in turn, as `writeRuns` of `#shared/vision/labeling/patch.ts` writes them.
 */
export function layerUrl(productId: string, image: number, hash: string | null): string {
  return `/layers/${productId}/${image}/${hash ?? 'import'}`;
}

/** Address of a golden picture of a release under its heatmap, at most 512 pixels a side; `index` counts in the order of the package. */
export function goldenUrl(productId: string, release: number, index: number): string {
  return `/goldens/${productId}/${release}/${index}`;
}

/** Address of an anomaly map of a run: raw little-endian float32, 0–1, headers X-Map-Width and X-Map-Height. */
export function mapUrl(productId: string, run: string, image: number): string {
  return `/maps/${productId}/${run}/${image}`;
}

/** Address of a sample part of a run, by its place in the index. `picture`: PNG; `mask`: a byte a pixel, 0 or 255. */
export function sampleUrl(productId: string, run: string, part: number, what: 'picture' | 'mask'): string {
  return `/samples/${productId}/${run}/${part}/${what}`;
}

/** Address of a sample part's map after `step` steps: as {@link mapUrl}, on the samples' fixed scale. */
export function sampleMapUrl(productId: string, run: string, part: number, step: number): string {
  return `/samples/${productId}/${run}/${part}/map/${step}`;
}

/** Where a page sends the bytes of a file to try (PUT, octet stream); `upload` is a UUID for all files of one try-out. */
export function uploadUrl(productId: string, upload: string, name: string): string {
  return `/tryout/${productId}/upload/${upload}?name=${encodeURIComponent(name)}`;
}

/**
 * Address of what belongs to a file that was tried, by its row. `thumb`: under its heatmap, WebP, longest side 256; `picture`: as decoded, PNG; `map`:
 * as {@link mapUrl}, over the whole photograph.
 */
export function triedUrl(productId: string, tryOut: string, row: number, what: 'thumb' | 'picture' | 'map'): string {
  return `/tryout/${productId}/${tryOut}/${row}/${what}`;
}

/** Address of the scores of a try-out, CSV. */
export function triedCsvUrl(productId: string, tryOut: string): string {
  return `/tryout/${productId}/${tryOut}/scores.csv`;
}

/** Address of the report on a run as it is now, one HTML file in a language that the studio writes. */
export function reportUrl(productId: string, run: string, language: string): string {
  return `/reports/${productId}/${run}?language=${language}`;
}

/** Address of the scores of a release's run with verdicts at the release's limits, CSV. */
export function releaseCsvUrl(productId: string, release: number): string {
  return `/releases/${productId}/${release}/scores.csv`;
}

/**
 * Address of a forged defect of a run's evaluation, forged again. `picture`: PNG of the run's working size; `thumb`: WebP,
 * longest side 256; `mask`: PNG of the working size; `map`: as {@link mapUrl}; `cutout`: PNG of what was forged alone, as sharp as the
 * photograph up to a limit, transparent around it.
 * @param version of the evaluation: another one may have forged on other parts
 */
export function forgedUrl(
  productId: string,
  run: string,
  number: number,
  what: 'picture' | 'thumb' | 'mask' | 'map' | 'cutout',
  version: string,
): string {
  return `/forged/${productId}/${run}/${number}/${what}?v=${encodeURIComponent(version)}`;
}
