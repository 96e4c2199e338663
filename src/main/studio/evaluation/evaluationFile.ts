import { readFile } from 'node:fs/promises';
import { type EvaluationReport, evaluationReportSchema } from '#shared/domain/report.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { parseJson } from '../parseFile.ts';
import type { Product } from '../product.ts';

/** Where the report on a run lies once the run has been evaluated. */
export const evaluationFile = (product: Product, run: string): string => product.path('runs', run, 'evaluation.json');

/**
 * The report on a run, also as earlier versions wrote it; null where the run has not been evaluated.
 * @throws FlawsmithError `product-damaged` where the file is no report, naming it and the value at fault
 */
export async function readEvaluation(product: Product, run: string): Promise<EvaluationReport | null> {
  const file = evaluationFile(product, run);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw toFlawsmithError(error, file);
  }
  const { data, fault } = parseJson(text, evaluationReportSchema);
  if (data) return data;
  throw new FlawsmithError('product-damaged', `The evaluation of ${run} cannot be read: ${file}: ${fault}`, {
    file,
    hint: 'Evaluate the run again.',
    said: said('evaluationDamaged', { run }),
  });
}
