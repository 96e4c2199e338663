import type { Migration } from './index.ts';

/** Rows of images are never removed, so an id never means another picture: pictures are kept by id in the page's cache. */
export const keptImages: Migration = {
  name: '0005-kept-images',
  sql: `
    CREATE TRIGGER images_are_kept BEFORE DELETE ON all_images BEGIN
      SELECT RAISE(ABORT, 'an image is left out of a product, its row is never removed');
    END;
  `,
};
