import { type WholeEdit, type WholeResult, editWhole } from '#shared/vision/labeling/wholeEdit.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { answerCalls } from './answerCalls.ts';

export interface EditTask {
  mask: Mask;
  edit: WholeEdit;
}
/** The mask as the edit left it. */
export interface Edited extends WholeResult {
  mask: Mask;
}

answerCalls(
  ({ mask, edit }: EditTask): Edited => ({ ...editWhole(mask, edit), mask }),
  ({ mask }) => [mask.data.buffer],
);
