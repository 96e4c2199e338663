/** What is made of a run, by code: see shared/domain/advice.ts. */
export default {
  title: 'Verdict',
  finds: 'finds {kinds}',
  misses: 'misses {kinds}',
  fromSize: 'forged {kind} from {length}',
  kind: 'forged {kind}',
  more: '{kinds} and {n} more kind | {kinds} and {n} more kinds',
  verdicts: {
    'out-of-date': 'out of date',
    'stopped-early': 'stopped early, after {step} of {planned} steps',
    'too-few-parts': '{parts} good part is too few to release | {parts} good parts are too few to release',
    'one-session': 'one session only, another day is not known',
    'overkill-too-high': 'stops too many good parts',
    'misses-real': 'misses {count} of {n} real defects',
    ready: 'ready, for days like these',
  },
  reasons: {
    dataChanged:
      '{changes} thing changed since, see the line above: what is said here is of before. | {changes} things changed since, see the line above: what is said here is of before.',
    judgedEarlier:
      'An earlier version of Flawsmith evaluated it and kept less: neither forged pictures nor their maps.',
    stepsDone: 'The training stopped after {step} of {planned} steps: it has learned far less than was meant.',
    partsCarry:
      '{parts} good part held out allows {low} to {high} of 1,000 in NG; {needed} without another in NG would allow {most}. | {parts} good parts held out allow {low} to {high} of 1,000 in NG; {needed} without another in NG would allow {most}.',
    notHeldOut:
      'Of {parts} good part too few, or none, were kept out of training altogether: of further parts nothing can be said. | Of {parts} good parts too few, or none, were kept out of training altogether: of further parts nothing can be said.',
    sessionsSeen:
      'All good parts are of one session: another day, lot or light is not known. | The good parts held out are of {sessions} sessions.',
    goodStopped: '{count} of {n} good parts held out go to NG: {low} to {high} of 1,000, and {most} may.',
    testStopped: '{count} of {n} good parts tested go to NG: {low} to {high} of 1,000, and {most} may.',
    realEscaped: '{count} of {n} real defects pass as OK: {low} to {high} of 1,000.',
    realFound: '{count} of {n} real defects are stopped: {low} to {high} of 1,000.',
    noReal: 'No real defect has been tested: all that is said of defects is of forged ones.',
    kindMissed: 'Of forged defects “{kind}” {count} of {n} are stopped ({low} to {high} of 1,000).',
    kindSmall: 'The forged defects “{kind}” that pass span {size} px once scaled down: too few to be seen.',
    kindFound: 'Of forged defects “{kind}” from {length} on {count} of {n} are stopped ({low} to {high} of 1,000).',
    kindFew: 'Of “{kind}” only {n} were forged: too few to tell from which size on they are found.',
  },
  steps: {
    'evaluate-again': 'Evaluate again',
    'train-again': 'Train again…',
    'train-longer': 'Train longer…',
    'train-larger': 'Train at a larger size…',
    'add-parts': 'Add good parts…',
    'add-session': 'Add a second day…',
    'move-limits': 'Look at what is stopped',
    'look-at-missed': 'Look at what passes',
    'look-at-forged': 'Look at forged defects',
    export: 'Export…',
  },
};
