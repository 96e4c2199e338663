import { open } from 'node:fs/promises';
import { adviceRows } from '#shared/domain/adviceWords.ts';
import { describeStale } from '#shared/domain/staleness.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import type { ReportLanguage } from '#shared/locales/translator.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { Product } from '../product.ts';
import { gatherReport } from './gather.ts';
import { reportMark, reportPage } from './page.ts';

/** What was written. */
export interface WrittenReport {
  report: string;
  run: string;
  bytes: number;
  isEvaluated: boolean;
  /** What to make of the run, gravest first, in English words; none where it is not evaluated. */
  verdicts: string[];
  /** Of the pictures printed, those with a wrong verdict. */
  pictures: { printed: number; wrong: number };
  stale: string[];
}

/**
 * Writes the report on a run as one HTML file that opens without a network. An earlier report is replaced, any other file
 * is not.
 * @param out absolute path of the file
 * @param word id or name of the run; the newest trained one where absent
 * @param language of its words; what people wrote stays as they wrote it
 * @throws FlawsmithError `no-run`; `not-writable` where another file lies there; `disk-full`
 */
export async function writeReport(
  product: Product,
  out: string,
  word?: string,
  language: ReportLanguage = 'en',
): Promise<WrittenReport> {
  await refuseOtherFiles(out);
  const data = await gatherReport(product, word);
  const page = reportPage(data, language);
  await writeFileAtomic(out, page);
  const { run, evaluation, advice, worst, stale, pixelSize } = data;
  return {
    report: out,
    run: run.id,
    bytes: Buffer.byteLength(page),
    isEvaluated: evaluation !== null,
    verdicts: adviceRows(advice, pixelSize?.mmPerPixel ?? null).map(({ words }) => words),
    pictures: { printed: worst.length, wrong: worst.filter(({ isWrong }) => isWrong).length },
    stale: stale.map(describeStale),
  };
}

/** Bytes of a report that hold its mark. */
const headBytes = 1024;

async function refuseOtherFiles(out: string): Promise<void> {
  let head: string;
  try {
    const handle = await open(out, 'r');
    const { buffer, bytesRead } = await handle
      .read(Buffer.alloc(headBytes), 0, headBytes, 0)
      .finally(() => handle.close());
    head = buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw toFlawsmithError(error, out);
    head = '';
  }
  if (head.includes(`content="${reportMark}"`)) return;
  throw new FlawsmithError('not-writable', `This is no report, so it is not written over: ${out}`, {
    file: out,
    hint: 'Name another file for the report.',
  });
}
