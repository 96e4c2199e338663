import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScoreJob, ScoreResult, ScoreRow } from '#shared/contract/engine.ts';
import { CancelledError } from '#shared/errors.ts';
import { judgedOutline, judgedShare } from '#shared/vision/judgedRegion.ts';
import { loadBackbone } from '../model/backbones/index.ts';
import { createScorer } from '../model/detector.ts';
import { batchOf } from '../model/features.ts';
import { disposeWeights } from '../model/layers.ts';
import { loadDetector } from '../training/checkpoint.ts';
import { judgedOfEach, readPixels } from '../training/pictures.ts';

export interface ScoringContext {
  signal: { readonly aborted: boolean };
  scored(done: number, total: number): void;
  breathe(): Promise<void>;
}

/**
 * Scores cached pictures with a trained run, in the order given; maps are written as raw float32 files.
 * @throws FlawsmithError `no-run`, `checkpoint-damaged`; CancelledError
 */
export async function score(job: ScoreJob, context: ScoringContext): Promise<ScoreResult> {
  const { detector, meta } = await loadDetector(job.checkpoint);
  const backbone = await loadBackbone(job.backboneFile, meta.config.backbone ?? null);
  const scorer = createScorer(backbone, detector);
  try {
    if (job.mapsDir) await mkdir(job.mapsDir, { recursive: true });
    const rows: ScoreRow[] = [];
    const { picture } = detector.layout;
    const batchSize = batchOf(picture);
    for (let i = 0; i < job.images.length; i += batchSize) {
      const refs = job.images.slice(i, i + batchSize);
      const pixels = await Promise.all(refs.map((ref) => readPixels(ref, picture)));
      const scored = scorer.score(pixels, await judgedOfEach(refs, detector.normal.judged, detector.layout));
      for (const [j, { score: value, map }] of scored.entries()) {
        rows.push({
          id: refs[j]!.id,
          score: value,
          map: job.mapsDir && (await writeMap(job.mapsDir, refs[j]!.id, map)),
        });
      }
      context.scored(rows.length, job.images.length);
      await context.breathe();
      if (context.signal.aborted) throw new CancelledError();
    }
    const { pixels: judgedPixels } = detector.normal.judged;
    const judged = { share: judgedShare(judgedPixels), outline: judgedOutline(judgedPixels, picture) };
    return { rows, map: picture, judged };
  } finally {
    scorer.dispose();
    backbone.dispose();
    disposeWeights(detector.head);
  }
}

async function writeMap(dir: string, id: string, map: Float32Array): Promise<string> {
  const file = join(dir, `${id}.f32`);
  await writeFile(file, new Uint8Array(map.buffer, map.byteOffset, map.byteLength));
  return file;
}
