import type { Migration } from './index.ts';

/** Content hash of a mask as it was imported; null for those of earlier versions, until they are looked at again. */
export const maskHashes: Migration = {
  name: '0006-mask-hashes',
  sql: `ALTER TABLE all_images ADD COLUMN mask_hash TEXT;`,
};
