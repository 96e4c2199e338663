import { Command } from 'commander';
import type { Advice } from '#shared/domain/advice.ts';
import { adviceRows, describeAdvice } from '#shared/domain/adviceWords.ts';
import { basisOf } from '#shared/domain/figureWords.ts';
import type { EvaluationReport } from '#shared/domain/report.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { describeStale } from '#shared/domain/staleness.ts';
import type { CalibrationFigures } from '#studio/evaluation/advise.ts';
import type { Product } from '#studio/product.ts';
import { perform, userPath } from '../command.ts';
import { describeKind, describeMetrics, describeShare } from '../figures.ts';
import { describeLimits } from '../limitWords.ts';
import { staleWords } from '../output.ts';
import { cacheProgress, withEngine, withProduct } from '../session.ts';

interface EvaluateOptions {
  run?: string;
  verbose?: boolean;
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description(
      'score the good parts held out, defects forged on them and the test pictures, and say what to make of it',
    )
    .argument('<product>', 'product folder')
    .option('--run <id>', 'the run; the newest trained one where absent')
    .option('--verbose', 'show what the engine prints')
    .action((dir: string, options: EvaluateOptions, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const { evaluateRun } = await import('#studio/evaluation/evaluate.ts');
        const { chooseTrainedRun } = await import('#studio/training/chooseRun.ts');
        const made = await withProduct(userPath(dir), { mode: 'write' }, async (product) => {
          const run = chooseTrainedRun(product, options.run); // fails before the engine is started
          const report = await withEngine(output, options.verbose === true, (engine) =>
            evaluateRun(product, engine, options.run, {
              signal,
              who: 'command line',
              onCache: cacheProgress(output),
              onProgress: (done, total) => output.progress(null, `Scoring ${done}/${total}`),
              onFigures: (done, total) => output.progress(null, `Computing figures, map ${done} of ${total}`),
            }),
          );
          return madeOf(product, run, report);
        });
        const { report, calibration, advice, stale } = made;
        // what it was made from stays in its file, to be compared with what is so later
        const row = { ...report, basis: undefined, calibration, advice: adviceRows(advice, made.mmPerPixel), stale };
        output.row(row, wordsOf(made).join('\n'));
      }),
    );
}

/** An evaluation with what follows from it now. */
interface Made {
  report: EvaluationReport;
  calibration: CalibrationFigures;
  advice: Advice[];
  stale: string[];
  /** Of the photographs; null where it is not known. */
  mmPerPixel: number | null;
}

async function madeOf(product: Product, run: RunRecord, report: EvaluationReport): Promise<Made> {
  const { adviceOf, calibrationFigures } = await import('#studio/evaluation/advise.ts');
  const { mmPerPixel } = await import('#studio/dataset/pixelSize.ts');
  const { limitsOf, scoresOf } = await import('#studio/evaluation/limits.ts');
  const { staleOfReport } = await import('#studio/staleness.ts');
  const limits = limitsOf(product, run);
  return {
    report,
    calibration: calibrationFigures(product, limits, scoresOf(product, run)),
    advice: adviceOf(product, run, report, limits),
    stale: staleOfReport(product, run).map(describeStale),
    mmPerPixel: mmPerPixel(product.db),
  };
}

function wordsOf({ report, calibration, advice, stale, mmPerPixel }: Made): string[] {
  const { run, synthetic, limits, nNormal, nAnomalous } = report;
  const { n, parts, sessions, basis } = calibration;
  return [
    `${run}:`,
    ...describeAdvice(advice, mmPerPixel).map((line) => `  ${line}`),
    `On ${n} pictures of ${parts} good parts of ${sessions} sessions, ${basis === 'train' ? 'that it was trained on' : 'held out of training'}:`,
    ...describeLimits(limits).map((line) => `  ${line}`),
    ...(synthetic ? ['On forged defects:', ...describeMetrics(synthetic, 'forged')] : []),
    ...(nNormal + nAnomalous > 0 ? testWords(report) : ['No test picture: no real defect has been tested.']),
    ...staleWords(stale),
  ];
}

function testWords(report: EvaluationReport): string[] {
  const { kinds, limits, leftOut, masksUnproven = 0, outsideZones = 0 } = report;
  return [
    'On the test pictures:',
    ...leftOutWords(leftOut),
    ...unprovenWords(masksUnproven),
    ...(outsideZones > 0
      ? [`  not tested on, for their whole defect lies where zones leave it out: ${outsideZones}`]
      : []),
    ...describeMetrics(report),
    ...kinds.map((kind) => describeKind(kind, basisOf(report).normal)),
    `  overkill (review or NG)  ${describeShare(limits.overkill)}`,
    `  overkill (NG)            ${describeShare(limits.overkillNg)}`,
    `  escape                   ${describeShare(limits.escape)}`,
  ];
}

function leftOutWords(leftOut: EvaluationReport['leftOut']): string[] {
  const { used = 0, nearCopies = 0 } = leftOut ?? {};
  return [
    ...(used > 0 ? [`  not tested on, for the run learned or calibrated on them: ${used}`] : []),
    ...(nearCopies > 0 ? [`  not tested on, for they are near-copies of such pictures: ${nearCopies}`] : []),
  ];
}

const unprovenWords = (n: number): string[] =>
  n > 0
    ? [`  masks of an earlier version, which kept no hash, taken as they are now: ${n}; later changes are noticed`]
    : [];
