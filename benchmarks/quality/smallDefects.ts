import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleDefect, type SampleOptions, renderSamplePart } from '#shared/vision/sample/index.ts';
import { writePng } from '#studio/sampleProduct.ts';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';

/** Pixels a side of the photographs. */
const photographSide = 1024;
const goodTrain = 48;
const goodTest = 40;
const perClass = 20;
const sessions = 3;

/** Defects of one kind and about one extent: diameter of a dent, length of a gouge. */
export interface SizeClass {
  defect: SampleDefect;
  /** px of a picture of 256. */
  extent: number;
}

export const sizeClasses: readonly SizeClass[] = [
  ...[0.75, 1.5, 3, 6].map((extent) => ({ defect: 'dent' as const, extent })),
  ...[3, 6, 12].map((extent) => ({ defect: 'gouge' as const, extent })),
];

/** Mean extent of the usual defects, px of a picture of 256. */
const usualExtent: Partial<Record<SampleDefect, number>> = { dent: 12.5, gouge: 31.5 };

export const className = ({ defect, extent }: SizeClass): string => `${defect}_${extent}`;

/** The default priors with the small defects stated, as an engineer would who knows of them. */
export const smallPriors: PriorSet = {
  ...defaultPriorSet,
  name: 'small defects',
  kinds: {
    ...defaultPriorSet.kinds,
    pit: { ...defaultPriorSet.kinds.pit, size: [0.75, 14] },
    scratch: { ...defaultPriorSet.kinds.scratch, size: [3, 150] },
    warp: { ...defaultPriorSet.kinds.warp, size: [3, 90] },
  },
};

/**
 * Photographs the sample part at 1,024 px, good and with dents and gouges of known small sizes, into a folder
 * of their own below `root`, in MVTec layout. What is there stays.
 * @returns the folder, and the fingerprint of the plan it is named after: rows of another plan are not mixed with these
 */
export async function renderSmallDefects(
  root: string,
  say: (words: string) => void,
): Promise<{ fingerprint: string; folder: string }> {
  const plan = planOf();
  const fingerprint = createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 8);
  const dir = join(root, fingerprint);
  for (const [i, { file, maskFile, seed, options }] of plan.entries()) {
    if (existsSync(join(dir, file))) continue;
    const { image, mask } = renderSamplePart(seed, options);
    if (mask && maskFile) await writePng(join(dir, maskFile), mask, 1);
    await writePng(join(dir, file), image, 3);
    if (i % 20 === 0) say(`Photographing sample parts: ${i} of ${plan.length}`);
  }
  return { fingerprint, folder: dir };
}

interface Picture {
  file: string;
  maskFile: string | null;
  seed: number;
  options: SampleOptions;
}

function planOf(): Picture[] {
  const picture = (folder: string, i: number, seed: number, options: Omit<SampleOptions, 'session'> = {}): Picture => ({
    file: `${folder}/${i}.png`,
    maskFile: options.defect ? `${folder.replace('test', 'ground_truth')}/${i}_mask.png` : null,
    seed,
    options: { session: i % sessions, size: photographSide, ...options },
  });
  const several = (count: number, make: (i: number) => Picture): Picture[] =>
    Array.from({ length: count }, (_, i) => make(i));
  return [
    ...several(goodTrain, (i) => picture('train/good', i, 10_000 + i)),
    ...several(goodTest, (i) => picture('test/good', i, 20_000 + i)),
    ...sizeClasses.flatMap((one, c) =>
      several(perClass, (i) =>
        picture(`test/${className(one)}`, i, 30_000 + 1_000 * c + i, {
          defect: one.defect,
          defectScale: one.extent / usualExtent[one.defect]!,
        }),
      ),
    ),
  ];
}
