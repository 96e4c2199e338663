import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportReport } from '#studio/dataset/import.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { bringBack, leaveOut, relabel } from '#studio/dataset/labels.ts';
import { nameSessions } from '#studio/dataset/nearCopies.ts';
import { askSplit, readSplit } from '#studio/dataset/split.ts';
import { countLeftOut, pageImages, summarizeDataset } from '#studio/store/gallery.ts';
import { userName } from '#studio/userName.ts';
import { requireAllowed } from '../paths.ts';
import { os } from './context.ts';

/** Who acts, for the audit trail. */
const who = userName();

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
      split: readSplit(product),
      leftOut: countLeftOut(product.db),
      warnings: last?.warnings ?? [],
      refused: last?.refused ?? [],
      duplicates: last?.duplicates.length ?? 0,
    };
  }),
  images: os.dataset.images.handler(({ input, context }) =>
    pageImages(context.workspace.product(input.product).db, input.filter, input.offset, input.limit),
  ),
  setLabel: os.dataset.setLabel.handler(async ({ input, context }) => {
    const product = context.workspace.product(input.product);
    const relabelled = await relabel(product, input.image, input.label, input.kind, who);
    context.workspace.announce(input.product);
    return relabelled;
  }),
  remove: os.dataset.remove.handler(({ input, context }) => {
    const images = leaveOut(context.workspace.product(input.product), input.images, who);
    context.workspace.announce(input.product);
    return { images };
  }),
  restore: os.dataset.restore.handler(({ input, context }) => {
    const images = bringBack(context.workspace.product(input.product), input.images, who);
    context.workspace.announce(input.product);
    return { images };
  }),
  split: os.dataset.split.handler(({ input, context }) => {
    const product = context.workspace.product(input.product);
    const record = askSplit(product, input.by, who);
    context.workspace.announce(input.product);
    return record;
  }),
  nameSessions: os.dataset.nameSessions.handler(({ input, context }) => {
    const record = nameSessions(context.workspace.product(input.product), who);
    context.workspace.announce(input.product);
    return record;
  }),
};
