/** Address of a picture. `thumb`: WebP, longest side 256; `full`: as decoded, PNG; `mask`: PNG. */
export function pictureUrl(productId: string, image: number, what: 'thumb' | 'full' | 'mask'): string {
  return `/pictures/${productId}/${image}/${what}`;
}

/**
 * Address of a picture as a run sees it, cut and shaped like its maps. `picture`: PNG of the run's working size; `thumb`: WebP,
 * longest side 256.
 */
export function workingUrl(productId: string, run: string, image: number, what: 'picture' | 'thumb'): string {
  return `/working/${productId}/${run}/${image}/${what}`;
}

/** Address of a golden picture of a release, at most 256 pixels a side; `index` counts in the order of the package. */
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
