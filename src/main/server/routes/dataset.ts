import type { GalleryOrder } from '#shared/domain/gallery.ts';
import { oddIds } from '#studio/dataset/check/index.ts';
import { changePictures } from '#studio/dataset/edit/changePictures.ts';
import { redoEdit, undoEdit, undoImport } from '#studio/dataset/edit/undo.ts';
import { bringBack, leaveOut, relabel } from '#studio/dataset/labels.ts';
import { nameSessions } from '#studio/dataset/nearCopies.ts';
import { planForWindow } from '#studio/dataset/planSummary.ts';
import { sameContents } from '#studio/dataset/sameContents.ts';
import { askSplit } from '#studio/dataset/split.ts';
import { datasetSummary } from '#studio/dataset/summary.ts';
import type { Product } from '#studio/product.ts';
import { editStack, lastImport } from '#studio/store/edits.ts';
import { pageIds, pageImages } from '#studio/store/galleryPage.ts';
import { userName } from '#studio/userName.ts';
import { startImport } from '#studio/workspace/importJob.ts';
import { closedFolders, requireAllowed } from '../paths.ts';
import { os } from './context.ts';

/** Who acts, for the audit trail. */
const who = userName();

/** What the order `odd` needs to know; the others ask for no check. */
const oddOf = async (product: Product, order: GalleryOrder, signal?: AbortSignal): Promise<number[] | undefined> =>
  order === 'odd' ? oddIds(product, { signal }) : undefined;

export const dataset = {
  plan: os.dataset.plan.handler(async ({ input, context, signal }) => {
    const { workspace } = context;
    const { product, folder, ...choice } = input;
    const allowed = await requireAllowed(workspace, folder);
    return planForWindow(workspace.product(product), allowed, { ...choice, signal });
  }),
  contents: os.dataset.contents.handler(async ({ input, context, signal }) => {
    const { workspace } = context;
    const { product, folder, label, layout, changes } = input;
    const allowed = await requireAllowed(workspace, folder);
    return sameContents(workspace.product(product), allowed, { label, layout, changes, signal });
  }),
  import: os.dataset.import.handler(async ({ input, context }) => {
    const { workspace } = context;
    const { product, folder: wanted, sessionsFile: named, ...choice } = input;
    const folder = await requireAllowed(workspace, wanted);
    const sessionsFile = named === undefined ? undefined : await requireAllowed(workspace, named);
    return startImport(workspace, product, folder, { ...choice, sessionsFile });
  }),
  summary: os.dataset.summary.handler(async ({ input, context }) => {
    const { workspace } = context;
    const summary = datasetSummary(workspace.product(input.product), workspace.imports.get(input.product));
    return { ...summary, closed: await closedFolders(workspace, input.product) };
  }),
  images: os.dataset.images.handler(async ({ input, context, signal }) => {
    const product = context.workspace.product(input.product);
    return pageImages(product.db, input.filter, { ...input, odd: await oddOf(product, input.order, signal) });
  }),
  ids: os.dataset.ids.handler(async ({ input, context, signal }) => {
    const product = context.workspace.product(input.product);
    return pageIds(product.db, input.filter, { ...input, odd: await oddOf(product, input.order, signal) });
  }),
  sort: os.dataset.sort.handler(async ({ input, context }) => {
    const product = context.workspace.product(input.product);
    const { edit, changed, notes } = await changePictures(product, input.images, input.change, who);
    context.workspace.announce(input.product);
    return { edit, changed: changed.length, notes };
  }),
  edits: os.dataset.edits.handler(({ input, context }) => {
    const { db } = context.workspace.product(input.product);
    return { ...editStack(db), lastImport: lastImport(db) };
  }),
  undo: os.dataset.undo.handler(({ input, context }) => {
    const step = undoEdit(context.workspace.product(input.product), who);
    context.workspace.announce(input.product);
    return step;
  }),
  redo: os.dataset.redo.handler(({ input, context }) => {
    const step = redoEdit(context.workspace.product(input.product), who);
    context.workspace.announce(input.product);
    return step;
  }),
  undoImport: os.dataset.undoImport.handler(({ input, context }) => {
    const step = undoImport(context.workspace.product(input.product), input.edit, who);
    context.workspace.announce(input.product);
    return step;
  }),
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
