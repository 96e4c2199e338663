import { backboneTitle } from '#shared/domain/backbones.ts';
import type { Limits, Share, Verdict } from '#shared/domain/limits.ts';
import type { Roi } from '#shared/domain/images.ts';
import { figureWords, rangeEnds } from '#shared/domain/figureWords.ts';
import type { Manifest } from '#shared/domain/manifest.ts';
import { writtenLength } from '#shared/domain/pixelSize.ts';
import type { CountedShare } from '#shared/domain/report.ts';
import { describeStale } from '#shared/domain/staleness.ts';
import type { IgnoreZone } from '#shared/domain/zones.ts';
import type { ParityReport } from './parity.ts';
import type { ExportQuestions } from './questions.ts';
import type { TestFigures } from './testFigures.ts';

/** Replaces every `{{name}}` by its value. @throws RangeError for a name without a value */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    if (!Object.hasOwn(values, name)) throw new RangeError(`The template wants ${name}`);
    return values[name]!;
  });
}

type Described = Pick<
  Manifest,
  'product' | 'release' | 'training' | 'input' | 'preprocessing' | 'versions' | 'backbone'
> & {
  limits: Limits;
};

/** A golden part as the certificate shows it. */
export interface ShownGolden {
  name: string;
  score: number;
  verdict: Verdict;
  /** Under its heatmap, JPEG. */
  jpeg: Uint8Array;
}

/** What a certificate says beside the manifest. */
export interface Certified {
  parity: ParityReport;
  /** Figures on test pictures; null where the run was not judged. */
  test: TestFigures | null;
  /** What a person was told before the export. */
  known: ExportQuestions;
  golden: readonly ShownGolden[];
  /** Pictures behind the detector and its figures in which more was ignored than the zones say, each for itself; absent: none. */
  ownAreas?: number | undefined;
  /** sha256 of the files that were written before it. */
  files: Record<string, string>;
}

/** certificate.json: what was compared, picture by picture, and what was found on test pictures. */
export function certificateJson(
  manifest: Described,
  { parity, test, known, files }: Omit<Certified, 'golden'>,
): string {
  const { product, release, limits, backbone, input } = manifest;
  const { mmPerPixel } = input;
  const { stoppedEarly, stale } = known;
  const about = {
    product,
    release,
    mmPerPixel,
    stoppedEarly,
    changedSince: stale.map(describeStale),
    limits,
    backbone,
  };
  return `${JSON.stringify({ schema: 1, ...about, test, parity, files }, null, 2)}\n`;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const small = (value: number): string => (value === 0 ? '0' : value.toExponential(1));

/** The places of README.md's template. */
export function readmeValues(manifest: Described): Record<string, string> {
  const { product, release, limits, training, preprocessing } = manifest;
  return {
    product: product.replaceAll(/[\r\n]+/g, ' '),
    run: release.run,
    createdAt: release.createdAt,
    width: String(preprocessing.width),
    height: String(preprocessing.height),
    acceptLimit: String(limits.acceptLimit),
    rejectLimit: String(limits.rejectLimit),
    pixelLimit: String(limits.pixelLimit),
    decided: decidedText(limits),
    rests: restsText(limits),
    statement: limits.statement,
    overkillAtAccept: shareText(limits.overkillAtAccept),
    overkillAtReject: ngText(limits),
    newDay: shareText(limits.newDay),
    escapeForged: escapeText(limits.escapeForged),
    nTrain: String(training.nTrain),
    judged: [judgedText(preprocessing, manifest.input), ...scaleText(manifest.input)].join(' '),
    deep: deepText(manifest.input),
  };
}

/** How a client of one's own turns values of more than 8 bits into bytes. */
function deepText({ depth, range }: Manifest['input']): string {
  if (range) {
    const [low, high] = range;
    const rule = `floor((value − ${low}) × 255 / (${high} − ${low}) + 0.5)`;
    return `${rule}, ${low} and below is 0, ${high} and above is 255`;
  }
  return depth === undefined ? 'shifted right by 8 bits' : `shifted right by ${depth - 8} bits, 255 at most`;
}

/** Nothing where nobody said it. */
const scaleText = ({ mmPerPixel }: Manifest['input']): string[] =>
  mmPerPixel === undefined
    ? []
    : [`A pixel of the photographs measures ${writtenLength(mmPerPixel)} mm, as was said in the studio.`];

/** What of the picture the verdicts are about. */
function judgedText({ judgedShare = 1, zones }: Manifest['preprocessing'], { roi }: Manifest['input']): string {
  if (judgedShare === 1) return 'The whole picture is inspected.';
  const border = describeBorder(roi);
  const percentage = `${Math.round(judgedShare * 100)} %`;
  if (zones) return `${percentage} of the picture is inspected, at most. ${zonesText(zones)}${border}`;
  const where = judgedShare < roi.width * roi.height - 1e-6 ? 'where good parts lay, and a margin' : 'its middle';
  return `${percentage} of the picture is inspected: ${where}. What lies elsewhere is not looked at.${border}`;
}

/** What was left out of single pictures holds in none that the package is given. */
const ownAreasText = (pictures: number): string =>
  pictures === 0
    ? ''
    : ` In ${pictures === 1 ? '1 picture' : `${pictures} pictures`} behind training and figures more was ignored, each for itself; this package looks at it.`;

/** What a person left out, and what holds of it. */
function zonesText({ inspect, ignore, photograph }: NonNullable<Manifest['preprocessing']['zones']>): string {
  const names = (zones: readonly IgnoreZone[]): string =>
    zones.map(({ name, reason }) => (reason === undefined ? name : `${name} (${reason})`)).join(', ');
  const { width, height } = photograph;
  return [
    ...(inspect.length > 0 ? [`Only these areas are inspected: ${names(inspect)}.`] : []),
    ...(ignore.length > 0
      ? [
          `No defect is found in these zones: ${names(ignore)}.`,
          `What lies in them has no influence on score and map, in photographs of at least ${width} × ${height} pixels.`,
        ]
      : []),
  ].join(' ');
}

/** What is cut off at each side of the photograph, be it by a person or so that a part which lies a little otherwise is judged alike. */
function describeBorder({ x, y, width, height }: Roi): string {
  const [right, bottom] = [1 - x - width, 1 - y - height];
  if ([x, y, right, bottom].every((share) => share < 5e-4)) return '';
  const percentage = (share: number): string => `${(100 * Math.max(share, 0)).toFixed(1)} %`;
  return (
    ' Left out of the photograph, by its region of interest or so that a part may lie a little otherwise: ' +
    `${percentage(x)} of the width at the left and ${percentage(right)} at the right, ` +
    `${percentage(y)} of the height at the top and ${percentage(bottom)} at the bottom.`
  );
}

function shareText(share: Share | null): string {
  if (!share) return 'not known';
  const { expected, low, high } = share;
  return `${percent(expected)} (95 % range ${percent(low)} to ${percent(high)})`;
}

/** A share that stands at both limits is said once. */
function ngText({ overkillAtReject, countAtAccept, countAtReject }: Limits): string {
  if (!overkillAtReject || countAtAccept === null || countAtAccept !== countAtReject)
    return shareText(overkillAtReject);
  const { low, high } = overkillAtReject;
  return `as many, for no good part lay between the limits (95 % range ${percent(low)} to ${percent(high)})`;
}

function escapeText(escape: Limits['escapeForged']): string {
  return escape ? `${shareText(escape)} of ${escape.n} forged` : 'not known';
}

/** Whether the limits are as learned; where a person moved them, who, when and why. */
function decidedText({ decision, learned }: Limits): string {
  if (!decision) return 'as learned from good parts';
  const { who, at, why } = decision;
  return `moved by ${who} on ${at} (${why}); learned were ${learned.acceptLimit} and ${learned.rejectLimit}`;
}

/** What was counted. */
function restsText({ n, pictures, sessions, basis }: Limits): string {
  if (n === 0) return 'scores that were not kept';
  const held = basis === 'train' ? 'that the model was trained on' : 'held out of training';
  return `${n} good parts (${pictures} pictures) of ${sessions} ${sessions === 1 ? 'session' : 'sessions'}, ${held}`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}

const row = (cells: readonly (string | number)[], tag = 'td'): string =>
  `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(String(cell))}</${tag}>`).join('')}</tr>`;

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells) => row(cells)).join('\n')}</tbody></table>`;

function escapeTable(escape: Limits['escapeForged']): string {
  if (!escape) return '<p>Not known: no part was held out to forge defects on.</p>';
  const rows = [{ kind: 'all kinds', ...escape }, ...escape.kinds];
  return table(
    ['Forged defects', 'Number', 'Pass as OK'],
    rows.map((one) => [one.kind, one.n, shareText(one)]),
  );
}

function oddPartText({ oddPart }: Limits): string {
  if (!oddPart) return '';
  const { part, score, limitWithout } = oddPart;
  return (
    `One good part alone sets the accept limit: ${part}, score ${score.toFixed(4)}. ` +
    `Without it the limit would stand at ${limitWithout.toFixed(4)}.`
  );
}

function verdictText({ verdictsEqual, verdictsDiffering }: ParityReport): string {
  if (verdictsEqual) return 'all verdicts equal';
  return `verdicts equal but for ${verdictsDiffering}, whose scores lie within the tolerance of a limit`;
}

function countedText({ count, n, share }: CountedShare): string {
  if (!share) return 'no such picture';
  return `${count} of ${n}, 95 % range ${percent(share.low)} to ${percent(share.high)}`;
}

/** Figures on test pictures, each with n and range. */
function testTable(test: TestFigures | null): string {
  if (!test) return '<p>This run was not evaluated on test pictures before it was exported.</p>';
  const { nNormal, nAnomalous, imageAuroc, imageAurocRange, overkill, overkillNg, escape, stale } = test;
  const ends = rangeEnds(imageAurocRange);
  const auroc = ends
    ? `${figureWords(imageAuroc, imageAurocRange)}, 95 % range ${ends.low} to ${ends.high}`
    : 'not known';
  const rows = [
    ['Pictures', `${nNormal} good, ${nAnomalous} defective`],
    ['Good parts at review or NG', countedText(overkill)],
    ...(overkill.count === overkillNg.count ? [] : [['Good parts at NG', countedText(overkillNg)]]),
    ['Defective parts that pass as OK', countedText(escape)],
    ['Image AUROC', auroc],
  ];
  const late = stale.length === 0 ? '' : `<p>Since these were computed: ${escapeHtml(stale.join('; '))}.</p>`;
  return `${table(['On test pictures, at these limits', ''], rows)}${late}`;
}

function goldenFigures(golden: readonly ShownGolden[]): string {
  const figures = golden.map(({ name, score, verdict, jpeg }) => {
    const source = `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;
    const said = `<b class="${verdict}">${verdict.toUpperCase()}</b> ${score.toFixed(4)}`;
    return `<figure><img src="${source}" alt="" /><figcaption>${said}<br />${escapeHtml(name)}</figcaption></figure>`;
  });
  return `<div class="golden">${figures.join('')}</div>`;
}

function aboutRows(manifest: Described, { known, ownAreas = 0 }: Pick<Certified, 'known' | 'ownAreas'>): string {
  const { stoppedEarly, stale } = known;
  const { release, training, preprocessing, input, versions, backbone } = manifest;
  const about = [
    ['Run', release.run],
    ['Values of more than 8 bits', deepText(input)],
    ['Exported', `${release.createdAt.slice(0, 16).replace('T', ' ')} UTC`],
    [
      'Trained on',
      `${training.nTrain} good pictures, ${training.steps} steps, seed ${training.seed}` +
        (stoppedEarly ? `; stopped early: ${stoppedEarly.planned} steps were meant` : ''),
    ],
    ...(stale.length > 0 ? [['Changed since', stale.map(describeStale).join('; ')]] : []),
    ['Network', [backboneTitle(backbone), ...(backbone ? [`sha256 ${backbone.sha256}`] : [])].join(', ')],
    ['Inspected', `${judgedText(preprocessing, input)}${ownAreasText(ownAreas)}`],
    ...scaleText(input).map((text) => ['Scale', text]),
    ['Dataset fingerprint', training.datasetFingerprint],
    [
      'Versions',
      Object.entries(versions)
        .map((entry) => entry.join(' '))
        .join(', '),
    ],
  ];
  return about.map(([name, value]) => row([name!, value!])).join('\n');
}

/** The places of certificate.html's template; every text is escaped. */
export function certificateValues(
  manifest: Described,
  { parity, test, known, golden, ownAreas, files }: Certified,
): Record<string, string> {
  const { product, limits } = manifest;
  const limitRows = [
    ['OK below', limits.acceptLimit, `review or NG: ${shareText(limits.overkillAtAccept)}`],
    ['NG from', limits.rejectLimit, `NG: ${ngText(limits)}`],
  ];
  const parityRows = parity.rows.map((item) => [
    item.name,
    item.engineScore.toFixed(6),
    item.onnxScore.toFixed(6),
    small(item.scoreDifference),
    small(item.mapDifference),
    item.verdict.toUpperCase(),
  ]);
  return {
    product: escapeHtml(product),
    about: aboutRows(manifest, { known, ownAreas }),
    limits: table(['Verdict', 'Score', 'Good parts expected there'], limitRows),
    decided: escapeHtml(decidedText(limits)),
    statement: escapeHtml(limits.statement),
    rests: escapeHtml(restsText(limits)),
    newDay: escapeHtml(shareText(limits.newDay)),
    escapes: escapeTable(limits.escapeForged),
    oddPart: escapeHtml(oddPartText(limits)),
    test: testTable(test),
    golden: goldenFigures(golden),
    images: String(parity.images),
    tolerances: `scores within ${small(parity.scoreTolerance)}, maps within ${small(parity.mapTolerance)}, ${verdictText(parity)}`,
    parity: table(['Picture', 'Trained', 'Exported', 'Δ score', 'Δ map', 'Verdict'], parityRows),
    files: table(['File', 'sha256'], Object.entries(files)),
  };
}
