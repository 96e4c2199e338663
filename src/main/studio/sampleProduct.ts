import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { throwIfCancelled, toFlawsmithError } from '#shared/errors.ts';
import { renderSamplePart, sampleProductPlan, sampleSessionsCsv } from '#shared/vision/sample/index.ts';
import type { SamplePicture } from '#shared/vision/sample/index.ts';
import { writeFileAtomic } from '#scoring/files.ts';

export interface SampleOptions {
  signal?: AbortSignal | undefined;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Writes the sample product's pictures, masks and sessions.csv under `dir` in MVTec layout. What is there already stays.
 * @returns how many pictures were rendered now
 * @throws FlawsmithError `not-writable`, `disk-full`; CancelledError
 */
export async function writeSamplePictures(dir: string, { signal, onProgress }: SampleOptions = {}): Promise<number> {
  const plan = sampleProductPlan();
  const sessions = join(dir, 'sessions.csv');
  let rendered = 0;
  try {
    for (const [i, picture] of plan.entries()) {
      throwIfCancelled(signal);
      if (await writePicture(dir, picture)) rendered++;
      onProgress?.(i + 1, plan.length);
    }
    if (!existsSync(sessions)) await writeFileAtomic(sessions, sampleSessionsCsv(plan));
  } catch (error) {
    throw error instanceof Error && 'code' in error ? toFlawsmithError(error, dir) : error;
  }
  return rendered;
}

/** The mask is written first, so a picture that is there has its mask. */
async function writePicture(dir: string, { file, maskFile, seed, session, defect }: SamplePicture): Promise<boolean> {
  const target = join(dir, file);
  if (existsSync(target)) return false;
  const { image, mask } = renderSamplePart(seed, { session, ...(defect && { defect }) });
  if (mask && maskFile) await writePng(join(dir, maskFile), mask, 1);
  await writePng(target, image, 3);
  return true;
}

type Pixels = { width: number; height: number; data: Uint8Array };

/** Writes 8-bit pixels as a PNG, whole or not at all, in a folder that is made where it is missing. */
export async function writePng(file: string, pixels: Pixels, channels: 1 | 3): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, await encodePng(pixels, channels));
}

/** 8-bit pixels as a PNG of one or three channels. */
export function encodePng({ width, height, data }: Pixels, channels: 1 | 3): Promise<Buffer> {
  const image = sharp(data, { raw: { width, height, channels } });
  return (channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer();
}
