import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leftOutOf } from '#shared/domain/runs.ts';
import { type ValidationRow, validationRowSchema } from '#shared/domain/validation.ts';
import {
  PixelBinner,
  PixelRanking,
  type PictureBins,
  areaUnderRoc,
  aurocRange,
  bootstrapRanges,
  pixelBootstrap,
  rangeAround,
} from '#shared/vision/metrics/index.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { notJudged } from '#shared/vision/zonePicture.ts';
import { evidenceOf } from '../model/detector.ts';
import { type Evidence, rawCells, rawScore } from '../model/evidence.ts';
import type { Weights } from '../model/layers.ts';
import type { Judged } from '../model/judged.ts';
import { type FeatureLayout, batchOf } from '../model/features.ts';
import type { Measures } from '../model/normalModel.ts';
import { squash } from '../model/outputs.ts';
import { replaceFile } from '../model/safetensors.ts';
import { standardsOf } from './calibrate.ts';
import type { PooledPicture } from './featurePool.ts';
import { createEnlarger } from './enlarger.ts';
import { type HeldOutOptions, type HeldOutPicture, forgeHeldOut } from './heldOutSet.ts';
import { canAfford, nextMoment } from './moments.ts';
import { judgedOfEach } from './pictures.ts';
import { openSamples, sampleScales } from './samples.ts';

/** Good training parts that give the evidence its standards, as the last calibration does with all of them. */
const mostReferences = 24;

export interface ValidationOptions extends HeldOutOptions {
  /** The weights that score, read at each moment. */
  head: Weights;
  judged: Judged;
  /** Good training parts, measured without themselves. */
  references: readonly PooledPicture[];
  /** Steps done when the run starts or goes on; what was written beyond is taken back. */
  from: number;
  /** Training seconds so far, and all that are expected. */
  seconds(): { done: number; expected: number };
  report(row: ValidationRow): void;
}

/** Judges a run's weights on held-out forgeries now and then. It selects nothing: the figures are for the eye. */
export interface Validation {
  /** Judges if a moment has come and, where the budget is in minutes, as soon as time allows. Rejects with CancelledError. */
  at(step: number): Promise<void>;
  /** Judges in any case, unless this step has been. */
  last(step: number): Promise<void>;
}

/**
 * Forges the held-out set and opens runs/<id>/validation.jsonl and samples/. Holds no tensor.
 * @throws FlawsmithError where pictures cannot be read or files not be written; CancelledError
 */
export async function startValidation(options: ValidationOptions): Promise<Validation> {
  const { job, layout, from } = options;
  const set = await forgeHeldOut(options);
  const file = join(job.runDir, 'validation.jsonl');
  let judged = (await takeBack(file, from)).at(-1) ?? -1;
  const samples = await openSamples(join(job.runDir, 'samples'), set, layout.picture, from);
  const judge = createJudge(options, [...set.normals, ...set.forged]);
  let spent = 0;
  let cost = 0;

  async function judgeNow(step: number): Promise<void> {
    const began = performance.now();
    const { shown, ...figures } = await judge.judge(samples.pictures);
    const row = { step, seconds: options.seconds().done, ...figures };
    await appendFile(file, `${JSON.stringify(row)}\n`);
    await samples.add(step, row.seconds, shown);
    cost = (performance.now() - began) / 1000;
    if (judged >= 0) spent += cost;
    judged = step;
    options.report(row);
  }

  const isAffordable = (): boolean =>
    judged < 0 || 'steps' in job.config.budget || canAfford(spent, cost, options.seconds());
  return {
    async at(step) {
      if (nextMoment(judged) <= step && isAffordable()) await judgeNow(step);
    },
    async last(step) {
      if (judged < step) await judgeNow(step);
    },
  };
}

/** Takes back the rows after a checkpoint; gives the steps of those that stay. */
async function takeBack(file: string, from: number): Promise<number[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const rows = text.split('\n').flatMap((line) => {
    const row = validationRowSchema.safeParse(parseLine(line));
    return row.success && from > 0 && row.data.step <= from ? [row.data] : []; // a run that starts over keeps none
  });
  await replaceFile(file, [Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))]);
  return rows.map(({ step }) => step);
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // the last line of a run that was killed
  }
}

interface Judgement extends Omit<ValidationRow, 'step' | 'seconds'> {
  /** Score and map of the sample parts on their fixed scale. */
  shown: { score: number; map: Float32Array }[];
}

interface Judge {
  judge(samples: readonly HeldOutPicture[]): Promise<Judgement>;
}

function createJudge(options: ValidationOptions, pictures: readonly HeldOutPicture[]): Judge {
  const { layout, references } = options;
  const { picture: shape } = layout;
  const asAll = lookOf(options.judged, layout);
  const ownLooks = new Map<string, Look>();
  const lookAt = async ({ own }: HeldOutPicture): Promise<Look> => {
    if (own === undefined) return asAll;
    const known = ownLooks.get(own) ?? lookOf((await judgedOfEach([{ own }], options.judged, layout))[0]!, layout);
    ownLooks.set(own, known);
    return known;
  };
  const stride = Math.max(1, Math.ceil(references.length / mostReferences));
  const reference = references.filter((_, i) => i % stride === 0);
  return {
    async judge(samples) {
      const own = await evidenceInBatches(options, reference);
      const standards = standardsOf(own, options.judged.cells, layout, leftOutOf(options.job.config));
      const evidence = await evidenceInBatches(options, pictures);
      const ranking = new PixelRanking();
      const binner = new PixelBinner();
      const bins: PictureBins[] = [];
      const shown = new Map<HeldOutPicture, Judgement['shown'][number]>();
      const scores = evidence.map((maps) => rawScore(maps, standards));
      for (const [i, picture] of pictures.entries()) {
        const { enlarge, uncounted } = await lookAt(picture);
        const map = enlarge(rawCells(evidence[i]!, standards));
        ranking.add({ ...shape, data: map }, picture.mask, uncounted);
        bins.push(binner.bin(picture.part, { ...shape, data: map }, picture.mask, uncounted?.data));
        if (samples.includes(picture)) shown.set(picture, onFixedScale(scores[i]!, map));
        if (i % 8 === 0) await options.pause();
      }
      const figures = figuresOf(pictures, scores, ranking.finish(0.3).aupro, bins);
      return { ...figures, shown: samples.map((picture) => shown.get(picture)!) };
    },
  };
}

/** How the map of a picture is made, and what of it no figure counts. */
interface Look {
  enlarge: (cells: Float32Array) => Float32Array;
  uncounted: Mask | null;
}

const lookOf = (judged: Judged, { grid, picture }: FeatureLayout): Look => ({
  enlarge: createEnlarger(grid, picture, judged),
  uncounted: judged.zones ? notJudged(judged.zones) : null,
});

/** The figures with their ranges: pictures of one part, good or forged, move together. */
function figuresOf(
  pictures: readonly HeldOutPicture[],
  scores: readonly number[],
  aupro30: number | null,
  bins: readonly PictureBins[],
): Omit<Judgement, 'shown'> {
  const labels = pictures.map(({ kind }) => kind !== null);
  const count = (isForged: boolean): number =>
    new Set(pictures.filter((_, i) => labels[i] === isForged).map(({ part }) => part)).size;
  return {
    imageAuroc: areaUnderRoc(scores, labels),
    aupro30,
    ranges: {
      imageAuroc: aurocRange({ scores, labels, parts: pictures.map(({ part }) => part) }),
      aupro30: rangeAround(aupro30, bootstrapRanges(bins, pixelBootstrap).aupro),
    },
    parts: { normal: count(false), forged: count(true) },
  };
}

function onFixedScale(score: number, map: Float32Array): Judgement['shown'][number] {
  return { score: squash(score, sampleScales.score), map: map.map((raw) => squash(raw, sampleScales.map)) };
}

async function evidenceInBatches(
  { head, layout, judged, pause }: Pick<ValidationOptions, 'head' | 'layout' | 'judged' | 'pause'>,
  pictures: readonly { features: Float32Array; measures: Measures; left?: Float32Array | undefined }[],
): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  const batchSize = batchOf(layout.picture);
  for (let i = 0; i < pictures.length; i += batchSize) {
    const batch = pictures.slice(i, i + batchSize);
    evidence.push(
      ...evidenceOf(
        head,
        layout,
        judged.cells,
        batch.map(({ features }) => features),
        batch.map(({ measures }) => measures),
        null,
        batch.map(({ left }) => left),
      ),
    );
    await pause();
  }
  return evidence;
}
