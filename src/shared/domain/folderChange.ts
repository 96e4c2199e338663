import { z } from 'zod';
import { splits } from './images.ts';
import { pictureChangeSchema } from './pictureChange.ts';

/** Pictures of one folder that an import takes for the same, as it understood them. */
export const folderRowSchema = z.object({
  /** Below the folder that is imported, with forward slashes; empty for itself. */
  folder: z.string(),
  label: z.enum(['normal', 'anomalous']),
  kind: z.string().nullable(),
  /** Null where the studio divides them into those that train and those that calibrate. */
  split: z.enum(splits).nullable(),
});
export type FolderRow = z.infer<typeof folderRowSchema>;

/** What a person says of such pictures before they come in; what is left out stays as it was understood. */
export const folderChangeSchema = z.object({ of: folderRowSchema, change: pictureChangeSchema.omit({ out: true }) });
export type FolderChange = z.infer<typeof folderChangeSchema>;

/** Tells the rows of one plan apart. */
export const folderKey = ({ folder, label, kind, split }: FolderRow): string =>
  JSON.stringify([folder, label, kind, split]);
