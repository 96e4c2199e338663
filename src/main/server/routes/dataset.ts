import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportReport } from '#studio/dataset/import.ts';
import { importFolder } from '#studio/dataset/import.ts';
import {
  findImage,
  pageImages,
  relabelImage,
  removeImages,
  restoreImages,
  summarizeDataset,
} from '#studio/store/gallery.ts';
import { addAudit } from '#studio/store/records.ts';
import { requireAllowed } from '../paths.ts';
import { os } from './context.ts';

/** The last import of each product, until the studio ends. */
const lastImports = new Map<string, ImportReport>();

export const dataset = {
  import: os.dataset.import.handler(async ({ input, context }) => {
    const { workspace } = context;
    const product = workspace.product(input.product);
    const folder = await requireAllowed(workspace, input.folder);
    const own = join(folder, 'sessions.csv');
    const named = input.sessionsFile === undefined ? undefined : await requireAllowed(workspace, input.sessionsFile);
    const sessionsFile = named ?? (existsSync(own) ? own : undefined);
    const began = performance.now();
    return workspace.jobs.start('import', input.product, 'Importing', async ({ signal, report }) => {
      const result = await importFolder(product, folder, {
        session: input.session,
        label: input.label,
        sessionsFile,
        signal,
        onProgress: (done, total) => {
          const pace = (performance.now() - began) / 1000 / done;
          report({ done, total, secondsLeft: (total - done) * pace });
        },
      });
      lastImports.set(input.product, result);
      workspace.announce(input.product);
      return result;
    });
  }),
  summary: os.dataset.summary.handler(({ input, context }) => {
    const product = context.workspace.product(input.product);
    const last = lastImports.get(input.product);
    return {
      ...summarizeDataset(product.db),
      warnings: last?.warnings ?? [],
      refused: last?.refused ?? [],
      duplicates: last?.duplicates.length ?? 0,
    };
  }),
  images: os.dataset.images.handler(({ input, context }) =>
    pageImages(context.workspace.product(input.product).db, input.filter, input.offset, input.limit),
  ),
  setLabel: os.dataset.setLabel.handler(({ input, context }) => {
    const { db } = context.workspace.product(input.product);
    const before = findImage(db, input.image);
    const row = relabelImage(db, input.image, input.label, input.kind);
    addAudit(db, {
      who: 'studio user',
      what: `label of image ${input.image}`,
      old: { label: before.label, kind: before.kind },
      new: { label: row.label, kind: row.kind },
    });
    context.workspace.announce(input.product);
    return row;
  }),
  remove: os.dataset.remove.handler(({ input, context }) => {
    const { db } = context.workspace.product(input.product);
    const undo = removeImages(db, input.images);
    context.workspace.announce(input.product);
    return { undo };
  }),
  restore: os.dataset.restore.handler(({ input, context }) => {
    restoreImages(context.workspace.product(input.product).db, input.undo);
    context.workspace.announce(input.product);
  }),
};
