/** Metrics as fractions 0–1; null where the data cannot give the figure (no masks, one label only). */
export interface Metrics {
  imageAuroc: number | null;
  imageAp: number | null;
  imageF1Max: number | null;
  pixelAuroc: number | null;
  pixelAp: number | null;
  aupro30: number | null;
  nNormal: number;
  nAnomalous: number;
  /** Anomalous images that have a mask; pixel figures rest on these and all normals. */
  nMasked: number;
}

export interface KindRow {
  kind: string;
  n: number;
  imageAuroc: number | null;
}
