import { parseRecallCode, recipeKey } from '#shared/domain/recallCode.ts';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { surfacePreset, surfaces } from '#shared/domain/surfacePresets.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { listPriorVersions } from '../store/priorVersions.ts';
import { listRuns } from '../store/runs.ts';

export interface RecalledPicture {
  priorSet: PriorSet;
  /** Version of the saved set; null where the recipe was never saved under this name, as that of a run or of every product. */
  version: number | null;
  seed: number;
  number: number;
  /** What the code says of what it was made of; null where it is of before and says nothing. */
  madeOf: string | null;
}

/**
 * The picture that a code names, by the recipes that this product knows: saved versions, those of runs, surfaces and the one that every product has.
 * @throws FlawsmithError `usage` for what is no code, `not-found` where no recipe of the product is the code's
 */
export function recallPicture(product: Product, code: string): RecalledPicture {
  const recalled = parseRecallCode(code);
  if (!recalled) {
    throw new FlawsmithError('usage', `${code} is not the code of a picture, or a sign of it is wrong.`, {
      hint: 'A code is like 7Q3KD1-20418-5-H2WD-5; the bench shows it below the large picture.',
    });
  }
  const { recipe, ...picture } = recalled;
  const version = listPriorVersions(product.db).find(({ priorSet }) => recipeKey(priorSet) === recipe);
  if (version) return { priorSet: version.priorSet, version: version.number, ...picture };
  const others = [
    defaultPriorSet,
    ...listRuns(product.db).map(({ config }) => config.priorSet),
    ...surfaces.map((surface) => surfacePreset(surface, surface)),
  ];
  const priorSet = others.find((set) => recipeKey(set) === recipe);
  if (priorSet) return { priorSet, version: null, ...picture };
  throw new FlawsmithError('not-found', `No saved version, run or surface of this product has the recipe ${recipe}.`, {
    file: product.dir,
    hint: 'The code may be of another product, or of a recipe that was not saved.',
  });
}
