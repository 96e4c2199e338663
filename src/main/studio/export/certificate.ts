import type { Manifest } from '#shared/domain/manifest.ts';
import type { ParityReport } from './parity.ts';

/** Replaces every `{{name}}` by its value. @throws RangeError for a name without a value */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    if (!Object.hasOwn(values, name)) throw new RangeError(`The template wants ${name}`);
    return values[name]!;
  });
}

type Described = Pick<Manifest, 'product' | 'release' | 'limits' | 'training' | 'input' | 'preprocessing' | 'versions'>;

/** certificate.json: what was compared, picture by picture. */
export function certificateJson(manifest: Described, parity: ParityReport, files: Record<string, string>): string {
  const { product, release, limits } = manifest;
  return `${JSON.stringify({ schema: 1, product, release, limits, parity, files }, null, 2)}\n`;
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
    n: String(limits.n),
    basis: limits.basis,
    statement: limits.statement,
    overkillAtAccept: overkill(limits.overkillAtAccept),
    overkillAtReject: overkill(limits.overkillAtReject),
    nTrain: String(training.nTrain),
    judged: judgedText(preprocessing),
  };
}

/** What of the picture the verdicts are about. */
function judgedText({ judgedShare = 1 }: Manifest['preprocessing']): string {
  if (judgedShare === 1) return 'The whole picture is judged.';
  const percentage = `${Math.round(judgedShare * 100)} %`;
  return `${percentage} of the picture is judged: where good parts lay, and a margin. What lies elsewhere is not looked at.`;
}

function overkill({ expected, low, high }: { expected: number; low: number; high: number }): string {
  return `${percent(expected)} (95 % range ${percent(low)} to ${percent(high)})`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}

const row = (cells: readonly (string | number)[], tag = 'td'): string =>
  `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(String(cell))}</${tag}>`).join('')}</tr>`;

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells) => row(cells)).join('\n')}</tbody></table>`;

/** The places of certificate.html's template; every text is escaped. */
export function certificateValues(
  manifest: Described,
  parity: ParityReport,
  files: Record<string, string>,
): Record<string, string> {
  const { product, release, limits, training, preprocessing, versions } = manifest;
  const about = [
    ['Run', release.run],
    ['Exported', release.createdAt],
    ['Trained on', `${training.nTrain} normal images, ${training.steps} steps, seed ${training.seed}`],
    ['Judged', judgedText(preprocessing)],
    ['Dataset fingerprint', training.datasetFingerprint],
    [
      'Versions',
      Object.entries(versions)
        .map((entry) => entry.join(' '))
        .join(', '),
    ],
  ];
  const limitRows = [
    ['OK below', limits.acceptLimit, `review or NG: ${overkill(limits.overkillAtAccept)}`],
    ['NG from', limits.rejectLimit, `NG: ${overkill(limits.overkillAtReject)}`],
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
    about: about.map(([name, value]) => row([name!, value!])).join('\n'),
    limits: table(['Verdict', 'Score', 'Good parts expected there'], limitRows),
    statement: escapeHtml(limits.statement),
    basis: escapeHtml(`${limits.n} normal images of the ${limits.basis} split`),
    images: String(parity.images),
    tolerances: `scores within ${small(parity.scoreTolerance)}, maps within ${small(parity.mapTolerance)}, verdicts equal`,
    parity: table(['Image', 'Trained', 'Exported', 'Δ score', 'Δ map', 'Verdict'], parityRows),
    files: table(['File', 'sha256'], Object.entries(files)),
  };
}
