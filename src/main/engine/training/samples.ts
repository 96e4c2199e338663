import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { type SampleIndex, sampleFiles, sampleIndexSchema } from '#shared/domain/validation.ts';
import type { Scale } from '../model/outputs.ts';
import { replaceFile } from '../model/safetensors.ts';
import type { HeldOutPicture, HeldOutSet } from './heldOutSet.ts';
import { mostSampleMoments, thinMoments } from './moments.ts';

const mostForged = 3;

/**
 * Before calibration a map has no 0–1 scale. The samples use this fixed one, the same for every moment and every run, in
 * standard deviations of good training parts under the moment's own weights: the average good place becomes 0.2 and one
 * three deviations above it 0.5; for the score the average good part becomes 0.25 and three deviations 0.5. It is the
 * shape of the calibrated scales (mapScale, scoreScale) with a fixed place, for {@link squash}.
 */
export const sampleScales: Readonly<Record<'map' | 'score', Scale>> = {
  map: { centre: 3, spread: 2 },
  score: { centre: 3, spread: 3 },
};

/** The fixed sample parts of one run on disk. */
export interface SampleFolder {
  /** The parts that are shown, in the order of the index. */
  readonly pictures: readonly HeldOutPicture[];
  /**
   * Keeps a moment's maps, thinned to a few moments. A kill leaves the index before or after, never a map that is not
   * there.
   * @param maps of each part, a value a pixel, 0–1
   */
  add(step: number, seconds: number, shown: readonly { score: number; map: Float32Array }[]): Promise<void>;
}

/** Forged defects of different kinds with a good part second, so that the first two rows show one of each. */
function chooseSamples({ normals, forged }: HeldOutSet): HeldOutPicture[] {
  const kinds = new Set<string | null>();
  const different = forged.filter(({ kind }) => !kinds.has(kind) && kinds.add(kind));
  const [first, ...others] = different.slice(0, mostForged);
  return [first, normals[0], ...others].filter((picture) => picture !== undefined);
}

/**
 * Opens `dir` for a run that stands at `step`: moments after it are taken back.
 * @param picture shape of pictures and maps
 */
export async function openSamples(
  dir: string,
  set: HeldOutSet,
  picture: PictureShape,
  step: number,
): Promise<SampleFolder> {
  const pictures = chooseSamples(set);
  await mkdir(dir, { recursive: true });
  for (const [part, { pixels, mask }] of pictures.entries()) {
    await replaceFile(join(dir, sampleFiles.picture(part)), [pixels]);
    if (mask) await replaceFile(join(dir, sampleFiles.mask(part)), [mask.data]);
  }
  let index: SampleIndex = {
    schema: 1,
    ...picture,
    basis: set.basis,
    normals: set.normals.length,
    forged: set.forged.length,
    parts: pictures.map(({ kind }) => ({ kind })),
    moments: (await readMoments(dir)).filter((moment) => step > 0 && moment.step <= step),
  };
  const write = (): Promise<void> =>
    replaceFile(join(dir, sampleFiles.index), [Buffer.from(`${JSON.stringify(index, null, 2)}\n`)]);
  await write();
  return {
    pictures,
    async add(at, seconds, shown) {
      for (const [part, { map }] of shown.entries()) {
        const bytes = new Uint8Array(map.buffer, map.byteOffset, map.byteLength);
        await replaceFile(join(dir, sampleFiles.map(part, at)), [bytes]);
      }
      const moment = { step: at, seconds, scores: shown.map(({ score }) => score) };
      const all = [...index.moments.filter((known) => known.step < at), moment];
      const kept = new Set(
        thinMoments(
          all.map((known) => known.step),
          mostSampleMoments,
        ),
      );
      index = { ...index, moments: all.filter((known) => kept.has(known.step)) };
      await write();
      for (const known of all.filter((other) => !kept.has(other.step))) {
        for (const part of pictures.keys()) await rm(join(dir, sampleFiles.map(part, known.step)), { force: true });
      }
    },
  };
}

async function readMoments(dir: string): Promise<SampleIndex['moments']> {
  try {
    return sampleIndexSchema.parse(JSON.parse(await readFile(join(dir, sampleFiles.index), 'utf8'))).moments;
  } catch {
    return []; // none yet, or of another version: the pictures are shown from here on
  }
}
