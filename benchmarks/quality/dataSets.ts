import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A folder in MVTec layout: train/good, test/<kind>, ground_truth/<kind>. */
export interface DataSet {
  /** Such as `screw` or `mvtec/screw`. */
  name: string;
  folder: string;
}

/** The sets that a plain run measures. */
export const ownSets = ['magnetic_tile', 'bottle', 'screw', 'ball_screw', 'cookie', 'toy_alien'];

/** The categories of MVTec AD (Bergmann et al. 2019), with its published split. */
export const mvtecCategories = [
  'bottle',
  'cable',
  'capsule',
  'carpet',
  'grid',
  'hazelnut',
  'leather',
  'metal_nut',
  'pill',
  'screw',
  'tile',
  'toothbrush',
  'transistor',
  'wood',
  'zipper',
];

/** What was looked for, parted by whether it is there. */
export interface FoundSets {
  sets: DataSet[];
  /** Names of those that are not there. */
  absent: string[];
}

const isLayout = (folder: string): boolean => existsSync(join(folder, 'train', 'good'));

/** The named folders below `root`; their names get `prefix`. */
export function findSets(root: string, names: readonly string[], prefix = ''): FoundSets {
  const all = names.map((name) => ({ name: `${prefix}${name}`, folder: join(root, name) }));
  return {
    sets: all.filter(({ folder }) => isLayout(folder)),
    absent: all.filter(({ folder }) => !isLayout(folder)).map(({ name }) => name),
  };
}

/** Every folder below `root` in MVTec layout, by name. */
export function findLayouts(root: string, prefix: string): DataSet[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort()
    .map((name) => ({ name: `${prefix}${name}`, folder: join(root, name) }))
    .filter(({ folder }) => isLayout(folder));
}
