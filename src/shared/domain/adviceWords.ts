import { lengthWords } from './pixelSize.ts';
import type { Advice, AdviceReason, AdviceStep, AdviceVerdict, Reason } from './advice.ts';

type Values = Reason['values'];

const range = ({ low, high }: Values): string => `${low} to ${high}`;
/** Such as `9 of 12 (428 to 945 of 1,000)`. */
const counted = (values: Values): string => `${values['count']} of ${values['n']} (${range(values)} of 1,000)`;
/** px of the photograph. */
const sizeOf = ({ size }: Values, mmPerPixel: number | null): string => lengthWords(Number(size), mmPerPixel);
const plural = (count: unknown, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const reasons: Readonly<Record<AdviceReason, (values: Values, mmPerPixel: number | null) => string>> = {
  dataChanged: ({ changes }) => `${plural(changes, 'thing')} changed since: see "out of date".`,
  judgedEarlier: () => 'It was evaluated by an earlier version of Flawsmith, which kept less.',
  stepsDone: ({ step, planned }) => `The training stopped after ${step} of ${planned} steps.`,
  partsCarry: (values) =>
    `${plural(values['parts'], 'good part')} held out allow ${range(values)} of 1,000 good parts in NG` +
    (values['parts'] === values['needed']
      ? '.'
      : `; ${values['needed']} without another in NG would allow ${values['most']}.`),
  notHeldOut: ({ parts }) =>
    `Of further good parts nothing can be said from ${plural(parts, 'part')} that the run trained on or that are too few.`,
  sessionsSeen: ({ sessions }) =>
    sessions === 1 || sessions === 0
      ? 'All good parts are of one session: another day is not known.'
      : `The good parts are of ${sessions} sessions.`,
  goodStopped: (values) => `Of the good parts held out ${counted(values)} go to NG; ${values['most']} of 1,000 may.`,
  testStopped: (values) => `Of the good parts tested ${counted(values)} go to NG; ${values['most']} of 1,000 may.`,
  realEscaped: (values) => `Of the real defects tested ${counted(values)} pass as OK.`,
  realFound: (values) => `Of the real defects tested ${counted(values)} are stopped.`,
  noReal: () => 'No real defect has been tested: the figures on defects are those of forged ones.',
  kindMissed: (values) => `Of forged ${values['kind']} defects ${counted(values)} are stopped.`,
  kindSmall: ({ kind, size }) => `The ${kind} defects missed span ${size} px of the working picture: too few.`,
  kindFound: (values, mmPerPixel) =>
    `Of forged ${values['kind']} defects from ${sizeOf(values, mmPerPixel)} on ${counted(values)} are stopped.`,
  kindFew: ({ kind, n }) => `Only ${n} forged ${kind} defects do not show from which size on they are found.`,
};

const verdicts: Readonly<Record<AdviceVerdict, (why: readonly Reason[], mmPerPixel: number | null) => string>> = {
  'out-of-date': () => 'Out of date',
  'stopped-early': () => 'Stopped early',
  'too-few-parts': ([first]) => `${plural(first!.values['parts'], 'good part')} held out: too few to release`,
  'one-session': () => 'One session only: another day is not known',
  'overkill-too-high': () => 'Stops too many good parts',
  'misses-real': ([first]) => `Misses ${first!.values['count']} of ${first!.values['n']} real defects`,
  'misses-kind': (why) => `Misses forged defects: ${kindsOf(why, 'kindMissed').join(', ')}`,
  ready: () => 'Ready, for days like these',
  'finds-from-size': (why, mmPerPixel) =>
    `Finds forged defects: ${why.map(({ values }) => `${values['kind']} from ${sizeOf(values, mmPerPixel)}`).join(', ')}`,
};

const steps: Readonly<Record<AdviceStep, string>> = {
  'evaluate-again': 'Evaluate the run again.',
  'train-again': 'Train again with what is there now.',
  'train-longer': 'Train again, with more time.',
  'train-larger': 'Train at a larger size, so that small defects span more pixels.',
  'add-parts': 'Add good parts.',
  'add-session': 'Add good parts of a second day.',
  'move-limits': 'Look at the good parts that are stopped, and move the limits.',
  'look-at-missed': 'Look at the defects that pass as OK.',
  'look-at-forged': 'Look at the forged defects: are they like real ones?',
  export: 'Export it.',
};

const kindsOf = (why: readonly Reason[], code: AdviceReason): string[] =>
  why.filter((one) => one.code === code).map(({ values }) => String(values['kind']));

/** Advice with its codes and figures also in words. */
interface SpokenAdvice {
  verdict: AdviceVerdict;
  words: string;
  why: (Reason & { words: string })[];
  next: Advice['next'] & { words: string };
}

/**
 * Advice for programs: codes and figures, with the same in words.
 * @param mmPerPixel of the photographs; null where it is not known
 */
export const adviceRows = (advice: readonly Advice[], mmPerPixel: number | null): SpokenAdvice[] =>
  advice.map(({ verdict, why, next }) => ({
    verdict,
    words: verdicts[verdict](why, mmPerPixel),
    why: why.map((one) => ({ ...one, words: reasons[one.code](one.values, mmPerPixel) })),
    next: { ...next, words: steps[next.code] },
  }));

/** Advice in plain English: verdict, reasons and what to do of each, gravest first. @param mmPerPixel as of {@link adviceRows} */
export const describeAdvice = (advice: readonly Advice[], mmPerPixel: number | null): string[] =>
  adviceRows(advice, mmPerPixel).flatMap(({ words, why, next }) => [
    `${words}.`,
    ...why.map((reason) => `  ${reason.words}`),
    `  Next: ${next.words}`,
  ]);
