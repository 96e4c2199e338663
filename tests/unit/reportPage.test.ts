import { describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import type { Advice } from '#shared/domain/advice.ts';
import { limitsInForce } from '#shared/vision/limitPromise.ts';
import { judgeLimits } from '#shared/vision/limitOutcome.ts';
import { computeFigures } from '#studio/evaluation/report.ts';
import type { ReportData } from '#studio/report/gather.ts';
import { histogram } from '#studio/report/histogram.ts';
import { html } from '#studio/report/html.ts';
import { reportPage } from '#studio/report/page.ts';
import { chooseWorst } from '#studio/report/worstPictures.ts';
import { seriesOf } from '#studio/report/series.ts';
import { speechIn } from '#studio/report/speech.ts';
import { trainedRun } from '../fixtures/runs.ts';
import { calibrationOf, goodScores, rising } from '../fixtures/scores.ts';

const learned = { acceptLimit: 0.5, rejectLimit: 0.7, pixelLimit: 0.5, basis: 'calibration' } as const;
const moment = '2026-01-01T08:00:00.000Z';

const share = { expected: 0.5, low: 0.211, high: 0.789 };

const adviceWith = (word: string): Advice[] => [
  {
    verdict: 'misses-kind',
    why: [{ code: 'kindMissed', values: { kind: word, count: 6, n: 12, low: 211, high: 789 } }],
    next: { code: 'train-larger', target: 'training' },
  },
  {
    verdict: 'one-session',
    why: [{ code: 'sessionsSeen', values: { sessions: 1 } }],
    next: { code: 'add-session', target: 'dataset' },
  },
];

/** The same from good parts alone: no test picture, forged defects as the evaluation judged them. */
function goodAlone(word: string): ReportData {
  const data = reportOf(word);
  const { shown, saved, outcome } = data.evaluation!;
  const row = { number: 0, base: 'hash-0', part: word, extent: 9 };
  const rows = [0.2, 0.9, 0.9].map((score, number) => ({ ...row, number, kind: word, score }));
  return {
    ...data,
    evaluation: { outcome, shown: { ...shown, scores: [] }, saved: { ...saved, forged: { bases: ['hash-0'], rows } } },
  };
}

/** A report in which every word that a person, a file or a folder may bring is `word`. */
function reportOf(word: string): ReportData {
  const calibration = calibrationOf(goodScores(rising(12), { part: () => word, session: () => word }), [
    { kind: word, score: 0.9 },
    { kind: word, score: 0.1 },
  ]);
  const decision = { acceptLimit: 0.4, rejectLimit: 0.6, who: word, at: moment, why: word };
  const priorSet = { ...defaultPriorSet, name: word };
  const base = trainedRun(64, 50, 90, { learned, decision, backend: word, name: word, note: word });
  const run = { ...base, config: { ...base.config, priorSet, backbone: { name: word as never, sha256: word } } };
  const limits = { run: run.id, ...limitsInForce(learned, decision, calibration), oddPart: null };
  const pictures = [
    { score: 0.1, isAnomalous: false, kind: null, part: word },
    { score: 0.9, isAnomalous: true, kind: word, part: 'b' },
  ];
  const figures = computeFigures(pictures, limits, null, () => null);
  const image = {
    id: 1,
    name: word,
    file: word,
    width: 8,
    height: 8,
    split: 'test',
    session: word,
    part: word,
    hasMask: false,
  } as const;
  const scores = [
    { image: { ...image, label: 'normal' as const, kind: null }, part: word, score: 0.1 },
    { image: { ...image, id: 2, label: 'anomalous' as const, kind: word }, part: 'b', score: 0.9 },
  ];
  const shown = {
    run: run.id,
    figures,
    synthetic: figures,
    limits,
    calibration,
    scores,
    judged: null,
    masksUnproven: 0,
    outsideZones: 0,
    good: [],
    forged: null,
    known: { workingScale: null, stoppedEarly: null, changes: { evaluation: 0, run: 0 }, isOld: false },
    view: null,
    evaluatedAt: moment,
    stale: [],
  };
  const saved = {
    run: run.id,
    ...figures,
    synthetic: figures,
    limits: { ...limits, ...figures.limits },
    leftOut: { used: 1, nearCopies: 2 },
  };
  const printed = {
    name: word,
    session: word,
    kind: word,
    isAnomalous: true,
    score: 0.1,
    verdict: 'ok',
    isWrong: true,
  } as const;
  const entry = { hash: 'a', file: word, session: word, part: word };
  return {
    product: word,
    madeAt: moment,
    flawsmith: word,
    pixelSize: null,
    run,
    file: {
      schema: 1,
      run: run.id,
      createdAt: moment,
      config: run.config,
      roi: { x: 0, y: 0, width: 1, height: 1 },
      train: [entry],
      calibration: [entry],
      versions: { [word]: word },
    },
    fingerprint: word,
    limits,
    calibration,
    evaluation: { shown, saved, outcome: judgeLimits(pictures, limits) },
    advice: adviceWith(word),
    forgedKinds: [
      { kind: word, count: 6, n: 12, share, from: { size: 7.4, count: 6, n: 6, share }, missedSize: 2 },
      { kind: `${word}s`, count: 1, n: 9, share, from: null, missedSize: null },
      { kind: `${word}t`, count: 1, n: 2, share, from: null, missedSize: null },
    ],
    stale: [{ code: 'priorsChanged', count: null, of: word }],
    counts: [{ split: 'train', label: 'normal', count: 3 }],
    releases: [{ number: 1, createdAt: moment, package: word }],
    worst: [
      { ...printed, view: { missing: word } },
      {
        ...printed,
        view: {
          picture: 'data:image/jpeg;base64,AA',
          heat: 'data:image/jpeg;base64,AA',
          width: 8,
          height: 8,
          outline: 'M0 0L1 1',
        },
      },
    ],
    audit: { rows: [{ at: moment, who: word, what: word, old: word, new: word, why: word }], total: 1 },
  };
}

/** The page's tags with their attributes' names: what names and words must not be able to change. */
const skeleton = (page: string): string[] =>
  [...page.matchAll(/<[/!?a-z][^<>]*>/gi)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""').replaceAll(/\s+/g, ' '));

/** What is read on it. */
const wordsOf = (page: string): string =>
  page.replaceAll(/<style>.*?<\/style>|<[^<>]*>/gs, ' ').replaceAll(/\s+/g, ' ');

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '</style></title></svg><iframe src="https://example.org">',
  '<!-- -->]]>&lt;b&gt;&#60;',
  'javascript:alert(1)',
  '\u0000\u0007\ud800',
  '${1+1} {{x}} $& $1',
];

describe('the page of a report', () => {
  it('is the same markup whatever the names in it are', () => {
    const plain = skeleton(reportPage(reportOf('word')));
    expect(plain.length).toBeGreaterThan(200);
    for (const word of hostile) expect(skeleton(reportPage(reportOf(word))), word).toEqual(plain);
  });

  it('in German has the same markup, whatever the names in it are, and is German', () => {
    for (const of of [reportOf, goodAlone]) {
      const plain = skeleton(reportPage(of('word'), 'de'));
      expect(plain.slice(2)).toEqual(skeleton(reportPage(of('word'))).slice(2));
      for (const word of hostile) expect(skeleton(reportPage(of(word), 'de')), word).toEqual(plain);
    }
    const page = reportPage(reportOf('word'), 'de');
    expect(page).toContain('<html lang="de">');
    const text = wordsOf(page);
    for (const words of [
      'Übersieht nachgebildete word',
      'werden 6 von 12 angehalten (211 bis 789 von 1.000)',
      'Als Nächstes: Größer trainieren',
      'word 12 6 50,0 % 21,1 % bis 78,9 % 8 px, n = 6',
      'Nicht mehr aktuell: Vorgaben „word“ seither geändert.',
      'OK unter 0,4000 , NG ab 0,6000 , dazwischen Nachprüfung. Verschoben von word am 2026-01-01 08:00 UTC: word.',
      'Grenzen von einem Menschen verschoben; beurteilt an 12 Bildern von 1 guten Teil',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toMatch(/\{\w+\}/);
    expect(text).not.toMatch(/\d\.\d+ %/);
  });

  it('is the same markup whatever the names in it are, also from good parts alone', () => {
    const plain = skeleton(reportPage(goodAlone('word')));
    for (const word of hostile) expect(skeleton(reportPage(goodAlone(word))), word).toEqual(plain);
  });

  it('begins with the verdict, its reasons and the next step, before any limit', () => {
    const text = wordsOf(reportPage(reportOf('word')));
    const places = [
      'Misses forged defects: word',
      'Of forged word defects 6 of 12 (211 to 789 of 1,000) are stopped.',
      'Next: Train at a larger size, so that small defects span more pixels.',
      'Also: One session only: another day is not known',
      'All good parts are of one session: another day is not known.',
      'To do: Add good parts of a second day.',
      'Limits and what they promise',
      reportOf('word').limits.statement,
    ].map((words) => text.indexOf(words));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('says lengths in mm where a scale is set, in both languages, and the scale with how it came', () => {
    const found = { verdict: 'finds-from-size' as const, next: { code: 'export', target: 'export' } as const };
    const values = { kind: 'scratch', size: 20, count: 9, n: 10, low: 700, high: 990 };
    const data: ReportData = {
      ...reportOf('word'),
      advice: [{ ...found, why: [{ code: 'kindFound', values }] }],
      pixelSize: { mmPerPixel: 0.07, source: { by: 'measured', mm: 1.4, pixels: 20 } },
    };
    const text = wordsOf(reportPage(data));
    expect(text).toContain('Finds forged defects: scratch from 1.4 mm (20 px)');
    expect(text).toContain('Of forged scratch defects from 1.4 mm (20 px) on 9 of 10');
    expect(text).toContain('0.56 mm (8 px), n = 6');
    expect(text).toContain('a pixel of the photographs measures 0.07 mm, measured: 1.4 mm over 20 px');
    const german = wordsOf(reportPage(data, 'de'));
    expect(german).toContain('ab 1,4 mm (20 px)');
    expect(german).toContain('ein Pixel der Fotos misst 0,07 mm, gemessen: 1,4 mm über 20 px');
    expect(wordsOf(reportPage({ ...data, pixelSize: null }))).toContain('scratch from 20 px');
  });

  it('gives no verdict of a run that is not evaluated, and says what to do', () => {
    const text = wordsOf(reportPage({ ...reportOf('word'), advice: [], forgedKinds: null, evaluation: null }));
    expect(text).toContain('Not evaluated: no verdict');
    expect(text).toContain('Next: Evaluate the run.');
    expect(text).toContain('not measured'); // sizes of forged defects, whose shares the limits know
  });

  it('shows forged defects kind by kind with n, the share found, its range and the size', () => {
    const text = wordsOf(reportPage(reportOf('word')));
    expect(text).toContain('word 12 6 50.0 % 21.1 % to 78.9 % 8 px, n = 6');
    expect(text).toContain('words 9 1 50.0 % 21.1 % to 78.9 % no size');
    expect(text).toContain('wordt 2 1 50.0 % 21.1 % to 78.9 % too few to say');
  });

  it('from good parts alone has good parts and forged defects as they were judged, hatched, and says what is missing', () => {
    const data = goodAlone('word');
    expect(seriesOf(data, speechIn('en'))).toEqual([
      { name: 'Good parts, held out', groups: [{ look: 'calibration', scores: rising(12) }] },
      { name: 'Forged defects', groups: [{ look: 'forged', scores: [0.2, 0.9, 0.9] }] },
    ]);
    const page = reportPage(data);
    expect(page).toContain('class="bar forged"');
    expect(wordsOf(page)).toContain('No test picture: no real defect has been tested.');
    expect(seriesOf(reportOf('word'), speechIn('en')).map(({ name }) => name)).toEqual([
      ...['Good parts, held out', 'Forged defects', 'Test parts'],
    ]);
  });

  it('shows hostile names as they are, letter by letter', () => {
    const page = reportPage(reportOf(hostile[0]!));
    expect(page).not.toContain('<script');
    expect(page.split('&lt;script&gt;alert(1)&lt;/script&gt;').length).toBeGreaterThan(15);
    expect(reportPage(reportOf('$& {{x}}'))).toContain('$&amp; {{x}}');
  });

  it('holds nothing that runs or is fetched', () => {
    const page = reportPage(reportOf('word'));
    const addresses = [...page.matchAll(/(?:\ssrc=|\shref=|url\()["']?([^"')\s]+)/g)].map(([, address]) => address!);
    expect(addresses.length).toBeGreaterThan(1);
    expect(addresses.filter((address) => !/^(data:image\/jpeg|#hatch)/.test(address))).toEqual([]);
    expect(page).not.toMatch(/<(script|link|iframe|object|embed)|\son\w+=|@import/i);
    expect(page).toContain(`default-src 'none'`);
  });

  it('says each figure with its range, its n and what it was measured on', () => {
    const page = reportPage(reportOf('word'));
    expect(page).toMatch(/Image AUROC<\/th>\s*<td>test pictures<\/td>/);
    expect(page).toMatch(/Image AUROC<\/th>\s*<td>forged defects<\/td>/);
    expect(page).toContain('1 good + 1 forged parts');
    expect(page).toMatch(/Out of date: defect recipe \S*word\S* changed since\./);
    expect(page).toContain('Moved by word on 2026-01-01 08:00 UTC: word.');
  });
});

describe('markup', () => {
  it('is escaped unless it is markup; nothing stands for nothing', () => {
    const fill = html`<b>${'<'}</b>`;
    expect(html`${fill}${[fill, '&']}${null}${false}${undefined}${0}`.markup).toBe('<b>&lt;</b><b>&lt;</b>&amp;0');
  });
});

describe('the histogram of a report', () => {
  it('has a bar for every score, also where all are one', () => {
    const limits = { acceptLimit: 0.5, rejectLimit: 0.5 };
    const series = (scores: number[]) => [{ name: 'good', groups: [{ look: 'good' as const, scores }] }];
    const bars = (scores: number[]): number =>
      (histogram(series(scores), limits, speechIn('en')).markup.match(/<rect\s+class="bar/g) ?? []).length;
    expect(bars([0.5])).toBe(1);
    expect(bars([0, 0, 1])).toBe(2);
    expect(histogram([], limits, speechIn('en')).markup).not.toContain('NaN');
    expect(histogram(series([0.5]), limits, speechIn('en')).markup).not.toContain('NaN');
  });

  it('stands defective parts on good ones of the same score, with both counts', () => {
    const groups = [
      { look: 'good' as const, scores: [0.5, 0.5, 0.5] },
      { look: 'bad' as const, scores: [0.5] },
    ];
    const { markup } = histogram(
      [{ name: 'Test parts', groups }],
      { acceptLimit: 0.5, rejectLimit: 0.5 },
      speechIn('en'),
    );
    const bars = [
      ...markup.matchAll(/class="bar (\w+)"\s+x="([\d.]+)"\s+y="([\d.]+)"\s+width="[\d.]+"\s+height="([\d.]+)"/g),
    ];
    const [good, bad] = bars.map(([, look, x, y, height]) => ({ look, x, y: Number(y), height: Number(height) }));
    expect([good!.look, bad!.look]).toEqual(['good', 'bad']);
    expect(bad!.x).toBe(good!.x);
    expect(bad!.y + bad!.height).toBeCloseTo(good!.y, 6);
    expect(markup).toContain('n = 3 + 1');
  });
});

describe('the worst pictures', () => {
  const limits = { acceptLimit: 0.5, rejectLimit: 0.7 };
  const scored = (id: number, label: 'normal' | 'anomalous', score: number) =>
    ({ image: { id, label }, part: `${id}`, score }) as Parameters<typeof chooseWorst>[0][number];

  it('are wrong ones first, the gravest before, then the nearest to wrong, eight at most', () => {
    const rows = [
      scored(1, 'normal', 0.1),
      scored(2, 'normal', 0.9),
      scored(3, 'anomalous', 0.4),
      scored(4, 'anomalous', 0.55),
    ];
    expect(chooseWorst(rows, limits).map(({ image }) => image.id)).toEqual([2, 3, 4, 1]);
    const many = Array.from({ length: 20 }, (_, i) => scored(i, 'normal', i / 20));
    expect(chooseWorst(many, limits)).toHaveLength(8);
  });
});
