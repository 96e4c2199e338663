import { backboneTitle, unrecordedWeights } from '#shared/domain/backbones.ts';
import type { Split } from '#shared/domain/images.ts';
import { defectKinds, drawnShares } from '#shared/domain/priors.ts';
import { type PixelSize, writtenLength } from '#shared/domain/pixelSize.ts';
import type { CountedShare } from '#shared/domain/report.ts';
import { type RunRecord, hasStoppedEarly, hasUsedReal, plannedSteps } from '#shared/domain/runs.ts';
import { countedText, durationText, momentText, percent, printedFigures, rangeText, shareText } from './figures.ts';
import type { ReportData } from './gather.ts';
import { type Fill, type Html, html } from './html.ts';
import { facts, section, table } from './markup.ts';
import type { Speech } from './speech.ts';

/** What has to be known before any figure is read; nothing where there is nothing. */
export function warnings({ run, stale, evaluation }: ReportData, speech: Speech): Html {
  const { t } = speech;
  const words = [
    ...(hasStoppedEarly(run)
      ? [t('stoppedEarly', { step: String(run.step), planned: String(plannedSteps(run)) })]
      : []),
    ...(stale.length > 0 ? [t('outOfDate', { what: stale.map(speech.stale).join('; ') })] : []),
    ...(evaluation ? [] : [t('notEvaluated')]),
  ];
  return html`${words.map((text) => html`<p class="warning">${text}</p>`)}`;
}

/** Where the limits stand, and what can be promised at them. */
export function limitsSection({ limits, evaluation }: ReportData, speech: Speech): Html {
  const { t, mixed, figure } = speech;
  const { acceptLimit, rejectLimit, decision, learned, overkillAtAccept, overkillAtReject, escapeForged } = limits;
  const limit = (value: number): string => figure(value.toFixed(4));
  const moved =
    decision &&
    t('limits.moved', {
      ...{ who: decision.who, at: momentText(decision.at), why: decision.why },
      ...{ accept: limit(learned.acceptLimit), reject: limit(learned.rejectLimit) },
    });
  const [accept, reject] = [acceptLimit, rejectLimit].map((value) => html`<b>${limit(value)}</b>`);
  const tested = (share: CountedShare | undefined): string => (share ? countedText(share, speech) : '–');
  const { overkill, overkillNg, escape } = evaluation?.outcome ?? {};
  const escaped =
    escapeForged && t('limits.ofForged', { share: shareText(escapeForged, speech), n: String(escapeForged.n) });
  return section(
    t('limits.title'),
    html`<p class="statement">${speech.limits(limits)}</p>`,
    html`<p>${mixed('limits.stand', { accept, reject, moved })}</p>`,
    table(
      [t('limits.shares'), t('limits.heldOut'), t('limits.test')],
      [
        [t('limits.overkill'), shareText(overkillAtAccept, speech), tested(overkill)],
        [t('limits.overkillNg'), shareText(overkillAtReject, speech), tested(overkillNg)],
        [t('limits.escape'), escaped ?? '–', tested(escape)],
      ],
    ),
  );
}

/** Every figure with its range, its n and what it was measured on. */
export function figuresSection({ evaluation }: ReportData, speech: Speech): Html | null {
  if (!evaluation) return null;
  const { t, figure } = speech;
  const { figures, synthetic } = evaluation.shown;
  const rowsOf = (list: ReturnType<typeof printedFigures>, on: string): Fill[][] =>
    list.map(({ name, value, range, n }) => [name, on, html`<b>${value}</b>`, range, n]);
  const rows = [
    ...rowsOf(printedFigures(figures, 'defective', speech), t('figures.onTest')),
    ...(synthetic ? rowsOf(printedFigures(synthetic, 'forged', speech), t('figures.onForged')) : []),
  ];
  if (rows.length === 0) return null;
  return section(
    t('figures.title'),
    html`<p class="note">${t('figures.note')}</p>`,
    table([t('figures.figure'), t('figures.on'), t('figures.value'), t('range'), 'n'], rows),
    figures.kinds.length > 0 && [
      html`<h3>${t('figures.byKind')}</h3>`,
      table(
        [t('kind'), t('figures.pictures'), t('figures.names.imageAuroc'), t('range')],
        figures.kinds.map(({ kind, n, imageAuroc, ranges }) => [
          speech.kind(kind),
          n,
          imageAuroc === null ? '–' : figure(imageAuroc.toFixed(3)),
          rangeText(ranges.imageAuroc, speech),
        ]),
      ),
    ],
  );
}

/** The pictures that are wrong, or nearest to it, under their heat. */
export function picturesSection({ worst, evaluation }: ReportData, speech: Speech): Html | null {
  if (worst.length === 0) return null;
  const { t } = speech;
  const wrong = worst.filter(({ isWrong }) => isWrong).length;
  const isTest = (evaluation?.shown.scores.length ?? 0) > 0;
  const heat = t('pictures.heat');
  return section(
    t(isTest ? 'pictures.worst' : 'pictures.highest'),
    html`<p class="note">
      ${wrong > 0 ? t('pictures.wrong', { n: String(wrong), heat }, wrong) : t('pictures.noneWrong', { heat })}
    </p>`,
    html`<div class="pictures">${worst.map((picture) => printed(picture, speech))}</div>`,
  );
}

function printed({ name, view, ...judged }: ReportData['worst'][number], { t, kind, figure }: Speech): Html {
  const { session, isAnomalous, score, verdict, isWrong } = judged;
  const shown =
    'missing' in view
      ? html`<p class="missing">${view.missing}</p>`
      : [view.picture, view.heat].map(
          (address, i) =>
            html`<div>
              <img
                src="${address}"
                width="${view.width}"
                height="${view.height}"
                alt="${t(i === 0 ? 'pictures.part' : 'pictures.heatOn', { name })}"
              />
              ${i === 1 && view.outline !== '' && html`<svg viewBox="0 0 ${view.width} ${view.height}" aria-hidden="true"><path d="${view.outline}" /></svg>`}
            </div>`,
        );
  const what = isAnomalous ? (judged.kind === null ? t('pictures.defective') : kind(judged.kind)) : t('pictures.good');
  return html`<figure>
    <div class="pair">${shown}</div>
    <figcaption>
      <b class="verdict ${verdict}">${t(`pictures.verdicts.${verdict}`)}</b> ${figure(score.toFixed(3))} ·
      ${what}${isWrong && html` · <b>${t('pictures.isWrong')}</b>`}<br />${name}, ${session}
    </figcaption>
  </figure>`;
}

/** What it learned from, how that was divided, and what is in the product now. */
export function dataSection({ file, fingerprint, counts, evaluation, pixelSize }: ReportData, speech: Speech): Html {
  const { t } = speech;
  const count = (split: Split, label: 'normal' | 'anomalous'): number =>
    counts.find((row) => row.split === split && row.label === label)?.count ?? 0;
  const counted = (what: 'pictures' | 'parts' | 'sessions', n: number): string =>
    t(`data.${what}`, { n: String(n) }, n);
  const of = (list: ReportData['file']['train']): string => {
    const distinct = (pick: 'part' | 'session'): number => new Set(list.map((image) => image[pick])).size;
    const [parts, sessions] = [counted('parts', distinct('part')), counted('sessions', distinct('session'))];
    return t('data.of', { pictures: counted('pictures', list.length), parts, sessions });
  };
  const { used = 0, nearCopies = 0 } = evaluation?.saved.leftOut ?? {};
  const leftOut = t('data.leftOutWhat', { used: String(used), copies: String(nearCopies) });
  return section(
    t('data.title'),
    facts([
      [t('data.learnedFrom'), of(file.train)],
      [t('data.limitsOn'), file.calibration.length > 0 ? of(file.calibration) : t('data.noneHeldOut')],
      [t('data.divided'), file.split ? speech.split(file.split.why) : t('data.earlier')],
      ...(file.split?.notes.map((note) => [t('data.mind'), speech.split(note)] as const) ?? []),
      ...(used + nearCopies > 0 ? [[t('data.leftOut'), leftOut] as const] : []),
      ...(pixelSize ? [[t('data.scale'), scaleText(pixelSize, speech)] as const] : []),
      [t('data.fingerprint'), html`<code>${fingerprint}</code>`],
    ]),
    table(
      [t('data.now'), t('good'), t('defective')],
      (['train', 'calibration', 'test'] as const).map((split) => [
        t(`data.sides.${split}`),
        count(split, 'normal'),
        count(split, 'anomalous'),
      ]),
    ),
  );
}

function scaleText({ mmPerPixel, source }: PixelSize, { t, figure }: Speech): string {
  const number = (value: number): string => figure(String(writtenLength(value)));
  const size = number(mmPerPixel);
  if (source.by === 'typed') return t('data.scaleOf.typed', { size });
  return t('data.scaleOf.measured', { size, mm: number(source.mm), pixels: number(source.pixels) });
}

const budgetText = ({ config: { budget } }: RunRecord, { t }: Speech): string =>
  'steps' in budget ? t('run.ordered', { n: String(budget.steps) }) : t('run.minutes', { n: String(budget.minutes) });

/** How the run was made, and with what. */
export function runSection({ run, file, releases, flawsmith, madeAt }: ReportData, speech: Speech): Html {
  const { t, figure } = speech;
  const { backend, note, createdAt, finishedAt, seconds, interrupted, resumed } = run;
  const { picture, seed, loss, backbone } = run.config;
  const places = (values: object): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, figure(String(value))]));
  const steps = { step: run.step, planned: plannedSteps(run), budget: budgetText(run, speech) };
  const versions = Object.entries(file.versions).map((entry) => entry.join(' '));
  return section(
    t('run.title'),
    facts([
      [t('run.id'), run.id],
      ...(note ? [[t('run.note'), html`<span class="lines">${note}</span>`] as const] : []),
      [t('run.begun'), momentText(createdAt)],
      ...(finishedAt ? [[t('run.finished'), momentText(finishedAt)] as const] : []),
      [t('run.steps'), t('run.stepsOf', places({ ...steps, time: durationText(seconds) }))],
      ...(interrupted || resumed
        ? [
            [
              t('run.wentOn'),
              t('run.wentOnWhat', places({ interrupted: interrupted ?? 0, resumed: resumed ?? 0 })),
            ] as const,
          ]
        : []),
      [t('run.picture'), t('run.pictureOf', places({ ...picture, seed }))],
      [t('run.losses'), t('run.lossesOf', places(loss))],
      [
        t('run.network'),
        html`${backboneTitle(backbone)} ${backbone ? html`<code>${backbone.sha256}</code>` : unrecordedWeights}`,
      ],
      [t('run.backend'), backend ?? t('notKnown')],
      [
        t('run.releases'),
        releases.length > 0
          ? releases.map(({ number, createdAt: at, package: dir }) => html`${number}: ${dir}, ${momentText(at)}<br />`)
          : t('none'),
      ],
      [t('run.versions'), versions.join(', ')],
      [t('run.report'), t('run.by', { version: flawsmith, at: momentText(madeAt) })],
    ]),
  );
}

const priorRanges = ['size', 'contrast', 'count', 'edge', 'opacity'] as const;

/** The priors that the run really used. */
export function priorsSection({ run }: ReportData, speech: Speech): Html {
  const { t, figure } = speech;
  const { priorSet } = run.config;
  const shares = drawnShares(priorSet, hasUsedReal(run));
  const range = ([low, high]: readonly [number, number]): string =>
    figure(low === high ? String(low) : `${low}–${high}`);
  const words = t(run.priors?.saved === false ? 'priors.draft' : 'priors.set', {
    name: priorSet.name,
    where: t(priorSet.confineToForeground ? 'priors.onPart' : 'priors.anywhere'),
    share: percent(priorSet.nuisance, speech),
  });
  return section(
    t('priors.title'),
    html`<p class="note">${words}</p>`,
    table(
      [t('kind'), t('share'), ...priorRanges.map((name) => t(`priors.${name}`))],
      defectKinds.map((kind) => {
        const part = shares[kind] > 0 ? percent(shares[kind], speech) : t('priors.off');
        return [speech.kind(kind), part, ...priorRanges.map((name) => range(priorSet.kinds[kind][name]))];
      }),
    ),
  );
}

/** What people did with the run, as the trail has it. */
export function auditSection({ audit: { rows, total } }: ReportData, { t }: Speech): Html {
  const head = ['when', 'who', 'what', 'from', 'to', 'why'].map((name) => t(`audit.${name}`));
  return section(
    t('audit.title'),
    total === 0
      ? html`<p class="note">${t('audit.none')}</p>`
      : table(
          head,
          rows.map(({ at, who, what, old, new: now, why }) => [
            momentText(at),
            who,
            what,
            short(old),
            short(now),
            why ?? '',
          ]),
        ),
    total > rows.length &&
      html`<p class="note">${t('audit.newest', { n: String(rows.length), total: String(total) })}</p>`,
  );
}

/** Values are JSON in the trail; long ones are cut. */
function short(json: string | null): string {
  if (json === null || json === 'null') return '–';
  const text = json.replaceAll(/^"|"$/g, '');
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
