import type { Calibration, Limits, OddPart, TwoLimits } from '#shared/domain/limits.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { limitsInForce } from '#shared/vision/limitPromise.ts';
import type { Product } from '../product.ts';
import { readCalibration } from '../store/calibrations.ts';
import { bookLimits, recordEdit } from '../store/edits.ts';
import { listImages } from '../store/images.ts';
import { addAudit } from '../store/records.ts';
import { findRun, limitsAudit, saveRun } from '../store/runs.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { userName } from '../userName.ts';

/** The limits in force of one run. */
export interface RunLimits extends Limits {
  run: string;
  /** With where its picture lies and its number; null where it is no longer in the product. */
  oddPart: (OddPart & { file: string | null; image: number | null }) | null;
}

export interface Move extends TwoLimits {
  why: string;
  /** The person at the machine where absent. */
  who?: string;
}

/**
 * The limits in force of a run and what its calibration scores say of them; needs no evaluation.
 * @param id the newest trained run where absent
 * @throws FlawsmithError `no-run`, `product-damaged`
 */
export function readLimits(product: Product, id?: string): RunLimits {
  return limitsOf(product, chooseTrainedRun(product, id));
}

/** The same of a run that is known, and the scores. @throws FlawsmithError `no-run` where it is not trained */
export function limitsOf(product: Product, run: RunRecord): RunLimits {
  const { oddPart, ...limits } = limitsInForce(learnedOf(product, run), run.decision, scoresOf(product, run));
  const [image] = oddPart ? listImages(product.db, { hash: oddPart.hash }) : [];
  const place = { file: image?.file ?? null, image: image?.id ?? null };
  return { run: run.id, ...limits, oddPart: oddPart && { ...oddPart, ...place } };
}

/** The scores that the limits of a run rest on, or null. @throws FlawsmithError `product-damaged` */
export function scoresOf(product: Product, run: RunRecord): Calibration | null {
  return readCalibration(product.db, run.id);
}

/**
 * A person's decision in place of the learned limits; what was learned stays. Written to the audit trail.
 * @throws FlawsmithError `usage` where they cross, lie outside 0–1 or no reason is given; `no-run`
 */
export function moveLimits(product: Product, id: string | undefined, move: Move): RunLimits {
  const { acceptLimit, rejectLimit, who = userName() } = move;
  const why = move.why.trim();
  if (![acceptLimit, rejectLimit].every((limit) => limit >= 0 && limit <= 1)) {
    throw new FlawsmithError('usage', 'Limits lie between 0 and 1.');
  }
  if (acceptLimit > rejectLimit) {
    throw new FlawsmithError('usage', 'The accept limit must not lie above the reject limit.');
  }
  if (why === '') {
    throw new FlawsmithError('usage', 'Limits are not moved without a reason.', {
      hint: 'Say why: the certificate does.',
      said: said('limitsNeedReason'),
    });
  }
  return decide(product, id, { acceptLimit, rejectLimit, who, at: new Date().toISOString(), why }, { who, why });
}

/** Goes back to the limits as learned. Written to the audit trail. @throws FlawsmithError `no-run` */
export function restoreLearned(
  product: Product,
  id: string | undefined,
  { who = userName(), why = 'back to the limits as learned' }: { who?: string; why?: string | undefined } = {},
): RunLimits {
  return decide(product, id, null, { who, why });
}

/**
 * Undoes or redoes a decision on limits by a further one, where the limits in force still are those that it left.
 * @param from the decision in force as JSON, null where none is; `to` likewise the one to take
 * @returns false where the limits are others by now, or the run is gone
 */
export function takeLimits(
  product: Product,
  id: string,
  from: string | null,
  to: string | null,
  who: string,
  how: string,
): boolean {
  const run = findRun(product.db, id);
  if (!run?.learned) return false;
  const pairOf = (decision: TwoLimits | null): string =>
    decision ? `${decision.acceptLimit} ${decision.rejectLimit}` : 'learned';
  const parsed = (text: string | null): TwoLimits | null => (text === null ? null : (JSON.parse(text) as TwoLimits));
  const [expected, wanted] = [parsed(from), parsed(to)];
  if (pairOf(run.decision) !== pairOf(expected)) return false;
  if (wanted === null) restoreLearned(product, id, { who, why: `${how}: back to the limits as learned` });
  else {
    const { acceptLimit, rejectLimit, why } = wanted as NonNullable<RunRecord['decision']>;
    moveLimits(product, id, { acceptLimit, rejectLimit, who, why: `${how}: ${why}` });
  }
  return true;
}

function decide(
  product: Product,
  id: string | undefined,
  decision: RunRecord['decision'],
  { who, why }: { who: string; why: string },
): RunLimits {
  const run = chooseTrainedRun(product, id);
  const learned = learnedOf(product, run);
  const next = { ...run, decision };
  const pair = ({ acceptLimit, rejectLimit }: TwoLimits): TwoLimits => ({ acceptLimit, rejectLimit });
  recordEdit(product.db, who, () => {
    saveRun(product.db, next);
    bookLimits(product.db, run.id, run.decision, decision);
    addAudit(product.db, {
      who,
      what: limitsAudit(run.id),
      old: { ...pair(run.decision ?? learned), decided: run.decision ? 'moved' : 'learned' },
      new: { ...pair(decision ?? learned), decided: decision ? 'moved' : 'learned' },
      why,
    });
    return { result: undefined, code: 'limits', values: { run: run.id } };
  });
  return limitsOf(product, next);
}

function learnedOf(product: Product, run: RunRecord): NonNullable<RunRecord['learned']> {
  if (run.learned) return run.learned;
  throw new FlawsmithError('no-run', `${run.id} has no limits.`, { file: product.dir, hint: 'Train a run first.' });
}
