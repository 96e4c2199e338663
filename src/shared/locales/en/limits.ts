/** What is said of limits, by code: see shared/domain/limitClauses.ts. Figures are the clause's own; `basis` is made of the first four. */
export default {
  goodParts: '{n} good part | {n} good parts',
  pictures: '{n} picture of {of} | {n} pictures of {of}',
  sessions: '{of} of {n} session | {of} of {n} sessions',
  codes: {
    learned: 'Limits as learned.',
    moved: 'Limits moved by a person.',
    learnedHeldOut: 'Limits as learned from {basis} held out of training.',
    learnedTrained: 'Limits as learned from {basis} that the model was trained on.',
    movedHeldOut: 'Limits moved by a person; measured on {basis} held out of training.',
    movedTrained: 'Limits moved by a person; measured on {basis} that the model was trained on.',
    notKept:
      'The scores that they rest on were not kept (an earlier version of Flawsmith), so nothing is said of further parts: train again.',
    onTrained:
      'Parts that were trained on say nothing of further ones, which score higher: no share and no range is given. Import more good parts, so that some are held out.',
    othersTrained:
      'The network was also trained on other pictures of {both} of these {n} part, and further parts may score higher: no share and no range is given. Import parts of which no picture is trained on, or divide by part. | The network was also trained on other pictures of {both} of these {n} parts, and further parts may score higher: no share and no range is given. Import parts of which no picture is trained on, or divide by part.',
    fewParts:
      'With {goodParts} good part in all no range is given: ten are the fewest. | With {goodParts} good parts in all no range is given: ten are the fewest.',
    counts:
      '{accept} of these {n} part score at or above the accept limit, {reject} at or above the NG limit. | {accept} of these {n} parts score at or above the accept limit, {reject} at or above the NG limit.',
    furtherParts:
      'Of 1,000 good parts of the same session expect {accept} to be stopped (review or NG), {acceptLow} to {acceptHigh}; {reject} as NG, {rejectLow} to {rejectHigh}. | Of 1,000 good parts of the same sessions expect {accept} to be stopped (review or NG), {acceptLow} to {acceptHigh}; {reject} as NG, {rejectLow} to {rejectHigh}.',
    furtherPictures:
      'Of 1,000 pictures of good parts of the same session expect {accept} to be stopped (review or NG), {acceptLow} to {acceptHigh}; {reject} as NG, {rejectLow} to {rejectHigh}. | Of 1,000 pictures of good parts of the same sessions expect {accept} to be stopped (review or NG), {acceptLow} to {acceptHigh}; {reject} as NG, {rejectLow} to {rejectHigh}.',
    stoppedParts:
      'Of 1,000 good parts of the same session expect {accept} to be stopped, {acceptLow} to {acceptHigh}. | Of 1,000 good parts of the same sessions expect {accept} to be stopped, {acceptLow} to {acceptHigh}.',
    stoppedPictures:
      'Of 1,000 pictures of good parts of the same session expect {accept} to be stopped, {acceptLow} to {acceptHigh}. | Of 1,000 pictures of good parts of the same sessions expect {accept} to be stopped, {acceptLow} to {acceptHigh}.',
    noFewer:
      'For 10 or fewer add {more} good part to those held out. | For 10 or fewer add {more} good parts to those held out.',
    newDay: 'In a session not seen, about {share} (95 % range {shareLow} to {shareHigh}) of 1,000 go to review or NG.',
    newDayLike:
      'In a session not seen that is like these, about {share} of 1,000 go to review or NG; that one is unlike them, and all its parts do, {seen} sessions cannot rule out ({needed} would).',
    oneSession: 'Another day, lot, camera or light is not known: all these parts are of one session.',
    sessionsTrained:
      '{count} of these sessions were trained on too, so nothing can be said of another day, lot, camera or light.',
    allSessionsTrained:
      'These sessions were trained on too, so nothing can be said of another day, lot, camera or light.',
    fewSessions: 'Of another day, lot, camera or light nothing can be said from fewer than {needed} sessions.',
    fewPartsASession: 'Of another day, lot, camera or light nothing can be said from so few parts a session.',
    escapeForged:
      'Of 1,000 forged defects (not real ones) on these parts, about {share} (95 % range {shareLow} to {shareHigh}) pass as OK; {n} were forged.',
  },
};
