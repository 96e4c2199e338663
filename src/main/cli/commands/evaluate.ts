import { Command } from 'commander';
import { basisOf } from '#shared/domain/figureWords.ts';
import type { EvaluationReport } from '#shared/domain/report.ts';
import { describeStale } from '#shared/domain/staleness.ts';
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
    .description('score the test pictures and forged defects with a trained run')
    .argument('<product>', 'product folder')
    .option('--run <id>', 'the run; the newest trained one where absent')
    .option('--verbose', 'show what the engine prints')
    .action((dir: string, options: EvaluateOptions, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const { evaluateRun } = await import('#studio/evaluation/evaluate.ts');
        const { chooseTrainedRun } = await import('#studio/training/chooseRun.ts');
        const { staleOfReport } = await import('#studio/staleness.ts');
        const { report, stale } = await withProduct(userPath(dir), { mode: 'write' }, async (product) => {
          const run = chooseTrainedRun(product, options.run); // fails before the engine is started
          const made = await withEngine(output, options.verbose === true, (engine) =>
            evaluateRun(product, engine, options.run, {
              signal,
              who: 'command line',
              onCache: cacheProgress(output),
              onProgress: (done, total) => output.progress(null, `Scoring ${done}/${total}`),
              onFigures: (done, total) => output.progress(null, `Computing figures, map ${done} of ${total}`),
            }),
          );
          return { report: made, stale: staleOfReport(product, run).map(describeStale) };
        });
        // what it was made from stays in its file, to be compared with what is so later
        output.row({ ...report, basis: undefined, stale }, [wordsOf(report), ...staleWords(stale)].join('\n'));
      }),
    );
}

function wordsOf(report: EvaluationReport): string {
  const { run, kinds, synthetic, limits, leftOut, masksUnproven = 0 } = report;
  return [
    `${run} on the test pictures:`,
    ...leftOutWords(leftOut),
    ...unprovenWords(masksUnproven),
    ...describeMetrics(report),
    ...kinds.map((kind) => describeKind(kind, basisOf(report).normal)),
    `  overkill (review or NG)  ${describeShare(limits.overkill)}`,
    `  overkill (NG)            ${describeShare(limits.overkillNg)}`,
    `  escape                   ${describeShare(limits.escape)}`,
    ...(synthetic ? ['On forged defects:', ...describeMetrics(synthetic, 'forged')] : []),
    ...describeLimits(limits),
  ].join('\n');
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
