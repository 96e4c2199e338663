import type { Calibration, Limits, Share } from '../domain/limits.ts';
import { fewestSessions, sessionsToRuleOut } from './newDay.ts';

/** So many parts carry a promise of 1 % NG. */
const partsForOnePercent = 99;

const inThousand = (share: number): string => String(Math.round(share * 1000));
const range = (share: Share): string => `95 % range ${inThousand(share.low)} to ${inThousand(share.high)}`;
const about = (share: Share): string => `about ${inThousand(share.expected)} (${range(share)})`;
const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

type Said = Omit<Limits, 'statement'>;

/**
 * Limits in plain words: learned or moved, what they rest on, what of further good parts they stop, what is known of another
 * day, and how many forged defects pass.
 */
export function describeLimits(said: Said, calibration: Calibration | null): string {
  const sentences = [origin(said)];
  if (!calibration) {
    sentences.push(
      'The scores that they rest on were not kept (an earlier version of Flawsmith), so nothing is said of further parts: train again.',
    );
  } else if (!said.overkillAtAccept || !said.overkillAtReject)
    sentences.push(whyNothing(said, calibration), ...escape(said));
  else
    sentences.push(
      ...promise(said, said.overkillAtAccept, said.overkillAtReject),
      ...anotherDay(said, calibration),
      ...escape(said),
    );
  return sentences.join(' ');
}

function origin({ decided, n, pictures, sessions, basis }: Said): string {
  const first = decided === 'moved' ? 'Limits moved by a person' : 'Limits as learned';
  if (n === 0) return `${first}.`;
  const parts =
    pictures === n ? counted(n, 'good part') : `${counted(pictures, 'picture')} of ${counted(n, 'good part')}`;
  const what = `${parts} of ${counted(sessions, 'session')}`;
  const rest = basis === 'train' ? 'that the model was trained on' : 'held out of training';
  return decided === 'moved' ? `${first}; judged by ${what} ${rest}.` : `${first} from ${what} ${rest}.`;
}

function whyNothing({ n, basis }: Said, { goodParts, alsoTrained }: Calibration): string {
  if (basis === 'train') {
    return 'Parts that were trained on say nothing of further ones, which score higher: no share and no range is given. Import more good parts, so that some are held out.';
  }
  if (alsoTrained.parts.length > 0) {
    const both = `${alsoTrained.parts.length} of these ${counted(n, 'part')}`;
    return `The model was trained on other pictures of ${both}: further parts score higher, so no share and no range is given. Import parts of which no picture is trained on, or divide by part.`;
  }
  return `With ${counted(goodParts, 'good part')} in all no range is given: ten are the fewest.`;
}

function promise(said: Said, accept: Share, reject: Share): string[] {
  const { decided, n, pictures, sessions } = said;
  const further = pictures === n ? 'further good parts' : 'pictures of further good parts';
  const same = sessions === 1 ? 'the same session' : 'the same sessions';
  const sentences = [
    `Of 1,000 ${further} of ${same}, ${about(accept)} go to review or NG; of the 1,000 ${about(reject)} to NG.`,
  ];
  if (decided === 'moved') {
    const [atAccept, atReject] = [said.countAtAccept, said.countAtReject].map((count) => Number(count!.toFixed(1)));
    sentences.unshift(
      `${atAccept} of these ${counted(n, 'part')} score at or above the accept limit, ${atReject} at or above the NG limit.`,
    );
  } else if (n < partsForOnePercent) {
    sentences.push(`${counted(n, 'part')} cannot promise fewer NG; ${partsForOnePercent} would carry 10.`);
  }
  return sentences;
}

function anotherDay({ sessions, newDay }: Said, { alsoTrained }: Calibration): string[] {
  const seen = sessions - alsoTrained.sessions.length;
  if (newDay && seen >= sessionsToRuleOut) {
    return [`In a session not seen, ${about(newDay)} of 1,000 go to review or NG.`];
  }
  if (newDay) {
    return [
      `In a session not seen that is like these, about ${inThousand(newDay.expected)} of 1,000 go to review or NG; ` +
        `that one is unlike them, and all its parts do, ${seen} sessions cannot rule out (${sessionsToRuleOut} would).`,
    ];
  }
  if (sessions === 1) return ['Another day, lot, camera or light is not known: all these parts are of one session.'];
  if (alsoTrained.sessions.length > 0) {
    const which = alsoTrained.sessions.length === sessions ? 'These' : `${alsoTrained.sessions.length} of these`;
    return [`${which} sessions were trained on too, so nothing can be said of another day, lot, camera or light.`];
  }
  return [
    sessions < fewestSessions
      ? `Of another day, lot, camera or light nothing can be said from fewer than ${fewestSessions} sessions.`
      : 'Of another day, lot, camera or light nothing can be said from so few parts a session.',
  ];
}

function escape({ escapeForged }: Said): string[] {
  if (!escapeForged) return [];
  return [
    `Of 1,000 forged defects (not real ones) on these parts, ${about(escapeForged)} pass as OK; ${escapeForged.n} were forged.`,
  ];
}
