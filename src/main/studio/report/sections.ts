import { backboneTitle, unrecordedWeights } from '#shared/domain/backbones.ts';
import type { Split } from '#shared/domain/images.ts';
import { defectKinds } from '#shared/domain/priors.ts';
import { type RunRecord, hasStoppedEarly, plannedSteps } from '#shared/domain/runs.ts';
import { noteInWords, splitWarnings } from '#shared/domain/splitWords.ts';
import { countedText, durationText, momentText, percent, printedFigures, rangeText, shareText } from './figures.ts';
import type { ReportData } from './gather.ts';
import { type Fill, type Html, html } from './html.ts';
import { counted, facts, section, table } from './markup.ts';

/** What has to be known before any figure is read; nothing where there is nothing. */
export function warnings({ run, stale, evaluation }: ReportData): Html {
  const words = [
    ...(hasStoppedEarly(run)
      ? [
          `The run stopped early: ${run.step} of ${plannedSteps(run)} planned steps. It has learned less than was meant.`,
        ]
      : []),
    ...(stale.length > 0 ? [`Out of date: ${stale.join('; ')}.`] : []),
    ...(evaluation
      ? []
      : ['The run is not evaluated: figures on pictures, the worst pictures and their heatmaps are missing.']),
  ];
  return html`${words.map((text) => html`<p class="warning">${text}</p>`)}`;
}

/** Where the limits stand, and what can be promised at them. */
export function limitsSection({ limits, evaluation }: ReportData): Html {
  const { acceptLimit, rejectLimit, decision, learned, overkillAtAccept, overkillAtReject, escapeForged } = limits;
  const moved = decision && [
    `Moved by ${decision.who} on ${momentText(decision.at)}: ${decision.why}. `,
    `Learned were ${learned.acceptLimit.toFixed(4)} and ${learned.rejectLimit.toFixed(4)}.`,
  ];
  return section(
    'Limits and what they promise',
    html`<p class="statement">${limits.statement}</p>`,
    html`<p>
      OK below <b>${acceptLimit.toFixed(4)}</b>, NG from <b>${rejectLimit.toFixed(4)}</b>, review between. ${moved}
    </p>`,
    table(
      ['Share, with its 95 % range', 'Good parts held out', 'Test pictures'],
      [
        [
          'Good parts in review or NG',
          shareText(overkillAtAccept),
          evaluation ? countedText(evaluation.outcome.overkill) : '–',
        ],
        [
          'Good parts in NG',
          shareText(overkillAtReject),
          evaluation ? countedText(evaluation.outcome.overkillNg) : '–',
        ],
        [
          'Defective parts that pass as OK',
          escapeForged ? `${shareText(escapeForged)}, of ${escapeForged.n} forged defects` : '–',
          evaluation ? countedText(evaluation.outcome.escape) : '–',
        ],
      ],
    ),
  );
}

/** Every figure with its range, its n and what it was measured on. */
export function figuresSection({ evaluation }: ReportData): Html | null {
  if (!evaluation) return null;
  const { figures, synthetic } = evaluation.shown;
  const rowsOf = (list: ReturnType<typeof printedFigures>, on: string): Fill[][] =>
    list.map(({ name, value, range, n }) => [name, on, html`<b>${value}</b>`, range, n]);
  const rows = [
    ...rowsOf(printedFigures(figures, 'defective'), 'test pictures'),
    ...(synthetic ? rowsOf(printedFigures(synthetic, 'forged'), 'forged defects') : []),
  ];
  if (rows.length === 0) return null;
  return section(
    'Figures',
    html`<p class="note">Ranges are 95 % ranges over other parts like these; n counts physical parts.</p>`,
    table(['Figure', 'Measured on', 'Value', '95 % range', 'n'], rows),
    figures.kinds.length > 0 && [
      html`<h3>By kind of defect, test pictures</h3>`,
      table(
        ['Kind', 'Pictures', 'Image AUROC', '95 % range'],
        figures.kinds.map(({ kind, n, imageAuroc, ranges }) => [
          kind,
          n,
          imageAuroc?.toFixed(3) ?? '–',
          rangeText(ranges.imageAuroc),
        ]),
      ),
    ],
  );
}

const verdictNames = { ok: 'OK', review: 'REVIEW', ng: 'NG' } as const;

/** The pictures that are wrong, or nearest to it, under their heat. */
export function picturesSection({ worst, evaluation }: ReportData): Html | null {
  if (worst.length === 0) return null;
  const wrong = worst.filter(({ isWrong }) => isWrong).length;
  const isTest = (evaluation?.shown.scores.length ?? 0) > 0;
  return section(
    isTest ? 'Worst pictures' : 'Good parts held out that score highest',
    html`<p class="note">
      ${wrong > 0 ? `${wrong} of these have a wrong verdict; the others` : 'No verdict is wrong; these'} came nearest to
      it. Heat is on one scale for all pictures, score 0 to 1; a white line is the outline of the marked defect.
    </p>`,
    html`<div class="pictures">
      ${worst.map(
        ({ name, session, kind, isAnomalous, score, verdict, isWrong, view }) =>
          html`<figure>
            <div class="pair">
              ${
                'missing' in view
                  ? html`<p class="missing">${view.missing}</p>`
                  : [view.picture, view.heat].map(
                      (address, i) =>
                        html`<div>
                          <img
                            src="${address}"
                            width="${view.width}"
                            height="${view.height}"
                            alt="${i === 0 ? `Part ${name}` : `Heat on ${name}`}"
                          />
                          ${i === 1 && view.outline !== '' && html`<svg viewBox="0 0 ${view.width} ${view.height}" aria-hidden="true"><path d="${view.outline}" /></svg>`}
                        </div>`,
                    )
              }
            </div>
            <figcaption>
              <b class="verdict ${verdict}">${verdictNames[verdict]}</b> ${score.toFixed(3)} ·
              ${isAnomalous ? (kind ?? 'defective') : 'good part'}${isWrong && html` · <b>wrong</b>`}<br />${name},
              ${session}
            </figcaption>
          </figure>`,
      )}
    </div>`,
  );
}

const sides: Readonly<Record<Split, string>> = { train: 'Train', calibration: 'Calibration', test: 'Test' };

/** What it learned from, how that was divided, and what is in the product now. */
export function dataSection({ file, fingerprint, counts, evaluation }: ReportData): Html {
  const count = (split: Split, label: 'normal' | 'anomalous'): number =>
    counts.find((row) => row.split === split && row.label === label)?.count ?? 0;
  const of = (list: ReportData['file']['train']): string => {
    const distinct = (pick: 'part' | 'session'): number => new Set(list.map((image) => image[pick])).size;
    return `${counted(list.length, 'picture')} of ${counted(distinct('part'), 'part')}, ${counted(distinct('session'), 'session')}`;
  };
  const { used = 0, nearCopies = 0 } = evaluation?.saved.leftOut ?? {};
  return section(
    'Data',
    facts([
      ['Learned from', of(file.train)],
      ['Limits set on', file.calibration.length > 0 ? of(file.calibration) : 'no part was held out'],
      ['Divided', file.split ? noteInWords(file.split.why) : 'not known: an earlier version'],
      ...(file.split ? splitWarnings(file.split).map((words) => ['Mind', words] as const) : []),
      ...(used + nearCopies > 0
        ? [['Left out of the test', `${used} that the run has used, ${nearCopies} near-copies of such`] as const]
        : []),
      ['Fingerprint', html`<code>${fingerprint}</code>`],
    ]),
    table(
      ['In the product now', 'Good', 'Defective'],
      (['train', 'calibration', 'test'] as const).map((split) => [
        sides[split],
        count(split, 'normal'),
        count(split, 'anomalous'),
      ]),
    ),
  );
}

const budgetText = ({ config: { budget } }: RunRecord): string =>
  'steps' in budget ? `${budget.steps} steps, as ordered` : `${budget.minutes} min of training`;

/** How the run was made, and with what. */
export function runSection({ run, file, releases, flawsmith, madeAt }: ReportData): Html {
  const { config, backend, note, createdAt, finishedAt, seconds, interrupted, resumed } = run;
  const { picture, seed, loss, backbone } = config;
  return section(
    'Run',
    facts([
      ['Id', run.id],
      ...(note ? [['Note', html`<span class="lines">${note}</span>`] as const] : []),
      ['Begun', momentText(createdAt)],
      ...(finishedAt ? [['Finished', momentText(finishedAt)] as const] : []),
      ['Steps', `${run.step} of ${plannedSteps(run)} (${budgetText(run)}), ${durationText(seconds)} in all`],
      ...(interrupted || resumed
        ? [['Went on', `interrupted ${interrupted ?? 0}, resumed ${resumed ?? 0} times`] as const]
        : []),
      ['Working picture', `${picture.width} × ${picture.height} px, seed ${seed}`],
      ['Weights of the losses', `feature ${loss.feature}, score ${loss.score}, consistency ${loss.consistency}`],
      [
        'Network',
        html`${backboneTitle(backbone)} ${backbone ? html`<code>${backbone.sha256}</code>` : unrecordedWeights}`,
      ],
      ['Computed on', backend ?? 'not known'],
      [
        'Releases',
        releases.length > 0
          ? releases.map(({ number, createdAt: at, package: dir }) => html`${number}: ${dir}, ${momentText(at)}<br />`)
          : 'none',
      ],
      [
        'Versions',
        Object.entries(file.versions)
          .map((entry) => entry.join(' '))
          .join(', '),
      ],
      ['This report', `by Flawsmith ${flawsmith}, ${momentText(madeAt)}`],
    ]),
  );
}

/** The priors that the run really used. */
export function priorsSection({ run }: ReportData): Html {
  const { priorSet } = run.config;
  const total = defectKinds.reduce(
    (sum, kind) => sum + (priorSet.kinds[kind].enabled ? priorSet.kinds[kind].share : 0),
    0,
  );
  const range = ([low, high]: readonly [number, number]): string => (low === high ? String(low) : `${low}–${high}`);
  const saved = run.priors?.saved === false ? ', a draft: changed and not saved' : '';
  return section(
    'Priors: the defects it was taught with',
    html`<p class="note">
      Set ${priorSet.name}${saved}.
      ${priorSet.confineToForeground ? 'Defects are kept on the part.' : 'Defects lie anywhere in the picture.'}
      Harmless changes of light and place: ${percent(priorSet.nuisance)} of pictures. Lengths are px of a picture of
      256.
    </p>`,
    table(
      ['Kind', 'Share', 'Size', 'Contrast', 'Count', 'Edge', 'Opacity'],
      defectKinds.map((kind) => {
        const { enabled, share, size, contrast, count, edge, opacity } = priorSet.kinds[kind];
        const part = enabled && total > 0 ? percent(share / total) : 'off';
        return [kind, part, ...[size, contrast, count, edge, opacity].map(range)];
      }),
    ),
  );
}

/** What people did with the run. */
export function auditSection({ audit: { rows, total } }: ReportData): Html {
  return section(
    'Audit trail of this run',
    total === 0
      ? html`<p class="note">Nothing was written down of it.</p>`
      : table(
          ['When', 'Who', 'What', 'From', 'To', 'Why'],
          rows.map(({ at, who, what, old, new: now, why }) => [
            momentText(at),
            who,
            what,
            short(old),
            short(now),
            why ?? '',
          ]),
        ),
    total > rows.length && html`<p class="note">The newest ${rows.length} of ${total} rows.</p>`,
  );
}

/** Values are JSON in the trail; long ones are cut. */
function short(json: string | null): string {
  if (json === null || json === 'null') return '–';
  const text = json.replaceAll(/^"|"$/g, '');
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
