import { z } from 'zod';
import type { EditCode } from './edits.ts';
import { type Label, type Split, splits } from './images.ts';

const name = z.string().trim().min(1).max(200);

/** What a person wants of pictures; what is left out stays as it is. */
export const pictureChangeSchema = z.object({
  label: z.enum(['normal', 'anomalous']).optional(),
  /** Kind of defect; for NG pictures alone. */
  kind: name.optional(),
  split: z.enum(splits).optional(),
  session: name.optional(),
  part: name.optional(),
  /** true leaves out, false brings back. */
  out: z.boolean().optional(),
});
export type PictureChange = z.infer<typeof pictureChangeSchema>;

/** A picture as it can be changed. */
export interface EditablePicture {
  id: number;
  label: Label;
  kind: string | null;
  split: Split;
  /** Side on which it stood before a person marked it NG; null where nobody did. */
  splitBefore: Split | null;
  session: string;
  part: string;
  isOut: boolean;
  /** A person chose its side. */
  isPinned: boolean;
}

export interface ChangeRules {
  /** How many trained runs were tested on a picture without having learned from it. */
  runsTestedOn: (id: number) => number;
  /** The side of the other pictures of its session or part; null where there are none. */
  sideOf: (picture: Pick<EditablePicture, 'id' | 'session' | 'part'>) => Split | null;
}

/** Why a picture cannot be changed so. */
export type ChangeFault = 'defectiveNeverCalibrates' | 'goodHasNoKind';

/**
 * A picture after a change. A defective part tests, unless a person gives it to training, where its mask is learned from; it never
 * calibrates. A good one that was thought defective goes back to where its
 * session or part stands now, unless a run was tested on it meanwhile: learning from it would make that test worthless. One
 * that comes back, or gets another session or part, goes to where the others of these stand. A side that a person names holds.
 */
export function changedPicture(
  before: EditablePicture,
  change: PictureChange,
  rules: ChangeRules,
): EditablePicture | ChangeFault {
  const label = change.label ?? before.label;
  const { session = before.session, part = before.part } = change;
  const isOut = change.out ?? before.isOut;
  const next = { ...before, label, session, part, isOut };
  if (label === 'anomalous') return asDefective(before, next, change);
  if (change.kind !== undefined) return 'goodHasNoKind';
  return { ...next, kind: null, ...sideOfGood(before, next, change.split, rules) };
}

function asDefective(
  before: EditablePicture,
  next: EditablePicture,
  { kind, split }: PictureChange,
): EditablePicture | ChangeFault {
  if (split === 'calibration') return 'defectiveNeverCalibrates';
  const wasDefective = before.label === 'anomalous';
  const from = before.split === 'test' ? null : before.split;
  const splitBefore = wasDefective ? before.splitBefore : from;
  return {
    ...next,
    kind: kind ?? before.kind ?? 'defect',
    split: split ?? (wasDefective ? before.split : 'test'),
    splitBefore,
  };
}

function sideOfGood(
  before: EditablePicture,
  next: EditablePicture,
  wanted: Split | undefined,
  { runsTestedOn, sideOf }: ChangeRules,
): Pick<EditablePicture, 'split' | 'splitBefore' | 'isPinned'> {
  if (wanted !== undefined) {
    return { split: wanted, splitBefore: null, isPinned: before.isPinned || wanted !== before.split };
  }
  const { isPinned } = before;
  if (before.label === 'anomalous') {
    if (before.splitBefore === null || runsTestedOn(before.id) > 0)
      return { split: 'test', splitBefore: null, isPinned };
    const own = before.splitBefore;
    return { split: isPinned ? own : (sideOf(next) ?? own), splitBefore: null, isPinned };
  }
  const isMoved = next.session !== before.session || next.part !== before.part || (before.isOut && !next.isOut);
  const split = isMoved && !isPinned && before.split !== 'test' ? (sideOf(next) ?? before.split) : before.split;
  return { split, splitBefore: before.splitBefore, isPinned };
}

/** Code of the step that a change makes. */
export function codeOfChange(change: PictureChange): EditCode {
  const asked = (['label', 'kind', 'split', 'session', 'part'] as const).filter((key) => change[key] !== undefined);
  const fields = asked.filter((key) => !(key === 'kind' && change.label === 'anomalous'));
  if (change.out === undefined) return fields.length === 1 ? fields[0]! : 'several';
  if (fields.length > 0) return 'several';
  return change.out ? 'out' : 'in';
}
