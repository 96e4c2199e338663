import { createHash } from 'node:crypto';
import type { ImageRecord } from '#shared/domain/images.ts';
import type { LeftOutOfTest } from '#shared/domain/report.ts';
import type { EvaluationBasis } from '#shared/domain/staleness.ts';
import { shapesOf } from '#shared/domain/zones.ts';
import type { OwnArea } from '../dataset/ownAreas.ts';
import { damagedSettings } from '../store/settings.ts';
import type { Product } from '../product.ts';
import { listImages, unitsByHash } from '../store/images.ts';
import { type RunFile, ownAreasOfRun } from '../training/runFolder.ts';
import { testImagesOf } from './testImages.ts';

/** The pictures that an evaluation of a run takes. */
export interface EvaluationImages {
  test: ImageRecord[];
  leftOut: LeftOutOfTest;
  /** Good parts on which defects are forged; `part` is the physical part that a picture counts as. */
  heldOut: ImageRecord[];
  /** Ignore areas that some of them have of their own; null where that cannot be read. */
  own: OwnArea[] | null;
}

/** The pictures that an evaluation takes as the product is now. */
export function evaluationImages(product: Product, file: RunFile): EvaluationImages {
  const { images: test, leftOut } = testImagesOf(product, file);
  const heldOut = heldOutNormals(product, file);
  const isReadable = damagedSettings(product.db, ['ownAreas', 'foregrounds']).length === 0;
  return { test, leftOut, heldOut, own: isReadable ? ownAreasOfRun(product, file, [...test, ...heldOut]) : null };
}

const hashOfArea = ({ hash, ignore, foreground }: OwnArea): [picture: string, area: string] => [
  hash,
  createHash('sha256')
    .update(JSON.stringify([...shapesOf(ignore), ...(foreground ? ['part', foreground] : [])]))
    .digest('hex'),
];

/** What is kept of them, to be compared with what would be taken later. */
export function basisOf({
  test,
  heldOut,
  own = [],
}: Pick<EvaluationImages, 'test' | 'heldOut'> & Partial<Pick<EvaluationImages, 'own'>>): Pick<
  EvaluationBasis,
  'test' | 'heldOut' | 'ignored'
> {
  return {
    test: test.map(({ hash, label, kind, maskFile, maskHash }) => ({
      ...{ hash, label, kind, maskHash },
      hasMask: maskFile !== null,
    })),
    heldOut: heldOut.map(({ hash }) => hash),
    ...(own?.length !== 0 && { ignored: own && Object.fromEntries(own.map(hashOfArea)) }),
  };
}

/**
 * Normal parts that the run was not trained on. Those of its calibration that are good parts still, in the run's order and
 * counted as the run counted them: the defects forged on them are then the very ones that its limits were judged by. Else good
 * ones held out since, else those of the test.
 */
function heldOutNormals(product: Product, { train, calibration }: RunFile): ImageRecord[] {
  const good = new Map(listImages(product.db, { label: 'normal' }).map((image) => [image.hash, image]));
  const own = calibration.flatMap(({ hash, session, part }) => {
    const image = good.get(hash);
    return image ? [{ ...image, session, part }] : [];
  });
  if (own.length > 0) return own;
  const seen = new Set(train.map(({ hash }) => hash));
  const units = unitsByHash(product.db);
  const unseen = [...good.values()]
    .filter(({ hash }) => !seen.has(hash))
    .map((image) => ({ ...image, part: units.get(image.hash) ?? image.part }));
  const heldSince = unseen.filter(({ split }) => split === 'calibration');
  return heldSince.length > 0 ? heldSince : unseen.filter(({ split }) => split === 'test');
}
