import { start } from './0001-start.ts';
import { split } from './0002-split.ts';
import { descriptors } from './0003-descriptors.ts';
import { calibrations } from './0004-calibrations.ts';
import { keptImages } from './0005-kept-images.ts';
import { maskHashes } from './0006-mask-hashes.ts';
import { check } from './0008-check.ts';
import { edits } from './0009-edits.ts';
import { labels } from './0010-labels.ts';
import { editMasks } from './0011-edit-masks.ts';
import { editLayers } from './0012-edit-layers.ts';
import { priorVersions } from './0013-prior-versions.ts';

/** One numbered step of the schema. Never changed once released; a later step mends an earlier one. */
export interface Migration {
  name: string;
  sql: string;
}

/** In order; the store's user_version is the number of steps done. */
export const migrations: readonly Migration[] = [
  start,
  split,
  descriptors,
  calibrations,
  keptImages,
  maskHashes,
  check,
  edits,
  labels,
  editMasks,
  editLayers,
  priorVersions,
];
