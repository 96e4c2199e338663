import { givingOf } from '#studio/labeling/giving.ts';
import { addKind, colourKind } from '#studio/labeling/kinds.ts';
import { proposalOf } from '#studio/labeling/proposals.ts';
import { queueRows, readQueue } from '#studio/labeling/queue.ts';
import { readLabel } from '#studio/labeling/readLabel.ts';
import { renameKind } from '#studio/labeling/renameKind.ts';
import { saveStrokes } from '#studio/labeling/saveStrokes.ts';
import { startProposals } from '#studio/workspace/proposalJob.ts';
import { addSeen } from '#studio/store/labels.ts';
import { userName } from '#studio/userName.ts';
import { requireShowable } from '../paths.ts';
import { os } from './context.ts';

/** Who acts, for the audit trail. */
const who = userName();

export const labeling = {
  read: os.labeling.read.handler(async ({ input, context }) => {
    await requireShowable(context.workspace, input.product, input.image);
    return readLabel(context.workspace.product(input.product), input.image);
  }),
  save: os.labeling.save.handler(async ({ input, context }) => {
    const { product, ...strokes } = input;
    const saved = await saveStrokes(context.workspace.product(product), strokes, who);
    if (saved.edit) context.workspace.announce(product);
    return saved;
  }),
  queue: os.labeling.queue.handler(({ input, context }) =>
    readQueue(context.workspace.product(input.product), input.order),
  ),
  rows: os.labeling.rows.handler(({ input, context }) =>
    queueRows(context.workspace.product(input.product), input.images),
  ),
  look: os.labeling.look.handler(({ input, context }) => ({
    changed: addSeen(context.workspace.product(input.product).db, input.images, who),
  })),
  proposal: os.labeling.proposal.handler(({ input, context }) =>
    proposalOf(context.workspace.product(input.product), input.image),
  ),
  propose: os.labeling.propose.handler(async ({ input, context }) => {
    for (const image of input.images) await requireShowable(context.workspace, input.product, image);
    return startProposals(context.workspace, input.product, input.images);
  }),
  giving: os.labeling.giving.handler(({ input, context }) =>
    givingOf(context.workspace.product(input.product), input.image),
  ),
  addKind: os.labeling.addKind.handler(({ input, context }) =>
    addKind(context.workspace.product(input.product), input.kind, who),
  ),
  renameKind: os.labeling.renameKind.handler(async ({ input, context }) => {
    const { product, ...names } = input;
    const renamed = await renameKind(context.workspace.product(product), names, who);
    context.workspace.announce(product);
    return renamed;
  }),
  colourKind: os.labeling.colourKind.handler(({ input, context }) => {
    const { product, ...chosen } = input;
    colourKind(context.workspace.product(product), chosen, who);
    context.workspace.announce(product);
  }),
};
