import type { DatasetSummary } from '#shared/contract/studio.ts';
import type { Product } from '../product.ts';
import { countLeftOut, summarizeDataset } from '../store/gallery.ts';
import type { ImportReport } from './importReport.ts';
import { readSplit } from './split.ts';

/** What a product holds and how it is divided. @param last the report of the last import, where it is still known */
export function datasetSummary(product: Product, last: ImportReport | undefined): Omit<DatasetSummary, 'closed'> {
  return {
    ...summarizeDataset(product.db),
    split: readSplit(product),
    leftOut: countLeftOut(product.db),
    refused: last?.refused ?? [],
    duplicates: last?.duplicates.length ?? 0,
  };
}
