import type { ImageRecord } from '#shared/domain/images.ts';
import type { LeftOutOfTest } from '#shared/domain/report.ts';
import type { EvaluationBasis } from '#shared/domain/staleness.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import type { RunFile } from '../training/runFolder.ts';
import { testImagesOf } from './testImages.ts';

/** The pictures that an evaluation of a run takes. */
export interface EvaluationImages {
  test: ImageRecord[];
  leftOut: LeftOutOfTest;
  /** Good parts on which defects are forged. */
  heldOut: ImageRecord[];
}

/** The pictures that an evaluation takes as the product is now. */
export function evaluationImages(product: Product, file: RunFile): EvaluationImages {
  const { images: test, leftOut } = testImagesOf(product, file);
  return { test, leftOut, heldOut: heldOutNormals(product, file) };
}

/** What is kept of them, to be compared with what would be taken later. */
export function basisOf({
  test,
  heldOut,
}: Pick<EvaluationImages, 'test' | 'heldOut'>): Pick<EvaluationBasis, 'test' | 'heldOut'> {
  return {
    test: test.map(({ hash, label, kind, maskFile, maskHash }) => ({
      ...{ hash, label, kind, maskHash },
      hasMask: maskFile !== null,
    })),
    heldOut: heldOut.map(({ hash }) => hash),
  };
}

/** Normal parts that the run was not trained on: calibration images, else normals of the test. */
function heldOutNormals(product: Product, { train }: RunFile): ImageRecord[] {
  const seen = new Set(train.map(({ hash }) => hash));
  const unseen = listImages(product.db, { label: 'normal' }).filter(({ hash }) => !seen.has(hash));
  const calibration = unseen.filter(({ split }) => split === 'calibration');
  return calibration.length > 0 ? calibration : unseen.filter(({ split }) => split === 'test');
}
