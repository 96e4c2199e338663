import type { LimitClause, LimitClauseCode } from '../domain/limitClauses.ts';
import type { Calibration, Limits, Share } from '../domain/limits.ts';
import { fewestSessions, sessionsToRuleOut } from './newDay.ts';

/** So many parts carry a promise of 1 % NG. */
const partsForOnePercent = 99;

type Described = Omit<Limits, 'statement' | 'clauses'>;

const clause = (code: LimitClauseCode, values: LimitClause['values'] = {}): LimitClause => ({ code, values });
const inThousand = (share: number): number => Math.round(share * 1000);
const ranged = (name: string, { expected, low, high }: Share): LimitClause['values'] => ({
  [name]: inThousand(expected),
  [`${name}Low`]: inThousand(low),
  [`${name}High`]: inThousand(high),
});

/**
 * What is said of limits, in its order: learned or moved and what they rest on, what of further good parts they stop, what is
 * known of another day, and how many forged defects pass.
 * @param calibration null where the scores were not kept
 */
export function limitClauses(limits: Described, calibration: Calibration | null): LimitClause[] {
  const { overkillAtAccept: accept, overkillAtReject: reject } = limits;
  if (!calibration) return [origin(limits), clause('notKept')];
  if (!accept || !reject) return [origin(limits), whyNothing(limits, calibration), ...escape(limits)];
  return [origin(limits), ...promise(limits, accept, reject), anotherDay(limits, calibration), ...escape(limits)];
}

function origin({ decided, n, pictures, sessions, basis }: Described): LimitClause {
  if (n === 0) return clause(decided);
  return clause(`${decided}${basis === 'train' ? 'Trained' : 'HeldOut'}`, { n, pictures, sessions });
}

function whyNothing({ n, basis }: Described, { goodParts, alsoTrained }: Calibration): LimitClause {
  if (basis === 'train') return clause('onTrained');
  const both = alsoTrained.parts.length;
  return both > 0 ? clause('othersTrained', { both, n }) : clause('fewParts', { goodParts });
}

function promise(limits: Described, accept: Share, reject: Share): LimitClause[] {
  const { decided, n, pictures, sessions, countAtAccept, countAtReject } = limits;
  const stopped = ranged('accept', accept);
  const inNg = ranged('reject', reject);
  const isSame = Object.values(stopped).join() === Object.values(inNg).join();
  const what = pictures === n ? 'Parts' : 'Pictures';
  const further = isSame
    ? clause(`stopped${what}`, { ...stopped, sessions })
    : clause(`further${what}`, { ...stopped, ...inNg, sessions });
  if (decided === 'moved') {
    const [atAccept, atReject] = [countAtAccept, countAtReject].map((count) => Number(count!.toFixed(1)));
    return [clause('counts', { accept: atAccept!, reject: atReject!, n }), further];
  }
  return n < partsForOnePercent ? [further, clause('noFewer', { n, needed: partsForOnePercent })] : [further];
}

function anotherDay({ sessions, newDay }: Described, { alsoTrained }: Calibration): LimitClause {
  const trained = alsoTrained.sessions.length;
  const seen = sessions - trained;
  if (newDay && seen >= sessionsToRuleOut) return clause('newDay', ranged('share', newDay));
  if (newDay) return clause('newDayLike', { share: inThousand(newDay.expected), seen, needed: sessionsToRuleOut });
  if (sessions === 1) return clause('oneSession');
  if (trained > 0)
    return trained === sessions ? clause('allSessionsTrained') : clause('sessionsTrained', { count: trained });
  return sessions < fewestSessions ? clause('fewSessions', { needed: fewestSessions }) : clause('fewPartsASession');
}

function escape({ escapeForged }: Described): LimitClause[] {
  return escapeForged ? [clause('escapeForged', { ...ranged('share', escapeForged), n: escapeForged.n })] : [];
}
