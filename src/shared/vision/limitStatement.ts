import type { LimitClause, LimitClauseCode } from '../domain/limitClauses.ts';

type Values = Readonly<Record<string, number>>;

const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
const about = (values: Values, name: string): string =>
  `about ${values[name]} (95 % range ${values[`${name}Low`]} to ${values[`${name}High`]})`;

/** Such as `8 pictures of 4 good parts of 1 session`. */
function basisOf({ n, pictures, sessions }: Values): string {
  const parts = counted(n!, 'good part');
  return `${pictures === n ? parts : `${counted(pictures!, 'picture')} of ${parts}`} of ${counted(sessions!, 'session')}`;
}

const ends = (values: Values, name: string): string => `${values[`${name}Low`]} to ${values[`${name}High`]}`;
const same = ({ sessions }: Values): string => (sessions === 1 ? 'the same session' : 'the same sessions');
const stopped = (values: Values, what: string, how = ''): string =>
  `Of 1,000 ${what} of ${same(values)} expect ${values['accept']} to be stopped${how}, ${ends(values, 'accept')}`;
const further = (values: Values, what: string): string =>
  `${stopped(values, what, ' (review or NG)')}; ${values['reject']} as NG, ${ends(values, 'reject')}.`;

const words: Readonly<Record<LimitClauseCode, (values: Values) => string>> = {
  learned: () => 'Limits as learned.',
  moved: () => 'Limits moved by a person.',
  learnedHeldOut: (values) => `Limits as learned from ${basisOf(values)} held out of training.`,
  learnedTrained: (values) => `Limits as learned from ${basisOf(values)} that the model was trained on.`,
  movedHeldOut: (values) => `Limits moved by a person; measured on ${basisOf(values)} held out of training.`,
  movedTrained: (values) => `Limits moved by a person; measured on ${basisOf(values)} that the model was trained on.`,
  notKept: () =>
    'The scores that they rest on were not kept (an earlier version of Flawsmith), so nothing is said of further parts: train again.',
  onTrained: () =>
    'Parts that were trained on say nothing of further ones, which score higher: no share and no range is given. Import more good parts, so that some are held out.',
  othersTrained: ({ both, n }) =>
    `The network was also trained on other pictures of ${both} of these ${counted(n!, 'part')}, and further parts may score higher: no share and no range is given. Import parts of which no picture is trained on, or divide by part.`,
  fewParts: ({ goodParts }) => `With ${counted(goodParts!, 'good part')} in all no range is given: ten are the fewest.`,
  counts: ({ accept, reject, n }) =>
    `${accept} of these ${counted(n!, 'part')} score at or above the accept limit, ${reject} at or above the NG limit.`,
  furtherParts: (values) => further(values, 'good parts'),
  furtherPictures: (values) => further(values, 'pictures of good parts'),
  stoppedParts: (values) => `${stopped(values, 'good parts')}.`,
  stoppedPictures: (values) => `${stopped(values, 'pictures of good parts')}.`,
  noFewer: ({ n, needed }) => `For 10 or fewer add ${counted(needed! - n!, 'good part')} to those held out.`,
  newDay: (values) => `In a session not seen, ${about(values, 'share')} of 1,000 go to review or NG.`,
  newDayLike: ({ share, seen, needed }) =>
    `In a session not seen that is like these, about ${share} of 1,000 go to review or NG; ` +
    `that one is unlike them, and all its parts do, ${seen} sessions cannot rule out (${needed} would).`,
  oneSession: () => 'Another day, lot, camera or light is not known: all these parts are of one session.',
  sessionsTrained: ({ count }) =>
    `${count} of these sessions were trained on too, so nothing can be said of another day, lot, camera or light.`,
  allSessionsTrained: () =>
    'These sessions were trained on too, so nothing can be said of another day, lot, camera or light.',
  fewSessions: ({ needed }) =>
    `Of another day, lot, camera or light nothing can be said from fewer than ${needed} sessions.`,
  fewPartsASession: () => 'Of another day, lot, camera or light nothing can be said from so few parts a session.',
  escapeForged: (values) =>
    `Of 1,000 forged defects (not real ones) on these parts, ${about(values, 'share')} pass as OK; ${values['n']} were forged.`,
};

/** What is said of limits in plain English, for the command line, manifests and certificates; the window has words of its own. */
export function describeClauses(clauses: readonly LimitClause[]): string {
  return clauses.map(({ code, values }) => words[code](values)).join(' ');
}
