import { sampleDefects } from './render.ts';
import type { SampleDefect } from './render.ts';

/** One picture of the sample product: where it belongs and what {@link renderSamplePart} needs to make it. */
export interface SamplePicture {
  /** Path under the sample folder, with `/`, in MVTec layout. */
  file: string;
  /** Where its mask belongs; null for a good part. */
  maskFile: string | null;
  seed: number;
  session: number;
  defect: SampleDefect | null;
  /** Name of the physical part: every picture shows another one. */
  part: string;
}

const sessionNames = ['day-1', 'day-2', 'day-3'];
const trainPerSession = 30;
const testGood = 20;
const testPerDefect = 8;

function picture(folder: string, index: number, seed: number, session: number, defect: SampleDefect | null) {
  const name = String(index).padStart(3, '0');
  const maskFile = defect ? `ground_truth/${defect}/${name}_mask.png` : null;
  return { file: `${folder}/${name}.png`, maskFile, seed, session, defect, part: `FR-32-${seed}` };
}

/**
 * The whole sample product: 60 good parts of two capture sessions to train on; of a third session, 20 good parts and 8 of
 * each defect to test with. Always the same list.
 */
export function sampleProductPlan(): SamplePicture[] {
  const train = Array.from({ length: 2 * trainPerSession }, (_, i) =>
    picture('train/good', i, 1001 + i, Math.floor(i / trainPerSession), null),
  );
  const good = Array.from({ length: testGood }, (_, i) => picture('test/good', i, 2001 + i, 2, null));
  const defective = sampleDefects.flatMap((defect, k) =>
    Array.from({ length: testPerDefect }, (_, i) => picture(`test/${defect}`, i, 3001 + 100 * k + i, 2, defect)),
  );
  return [...train, ...good, ...defective];
}

/** The plan's sessions file, as import reads it: a header, then file,session,part. Ends with a line break. */
export function sampleSessionsCsv(plan: readonly SamplePicture[] = sampleProductPlan()): string {
  const lines = plan.map(({ file, session, part }) => `${file},${sessionNames[session]},${part}`);
  return ['file,session,part', ...lines, ''].join('\n');
}
