/** How good parts are divided, and what that costs, by code: see shared/domain/split.ts. */
export default {
  sessions: 'Whole capture sessions are kept apart: {n} sessions have enough good parts for it.',
  oneSession: 'By part: all good parts are of one capture session, so the limits say nothing about another day.',
  twoSessions: 'By part: {n} capture sessions are too few to keep apart; three would do.',
  smallSessions: 'By part: capture sessions with {least} good parts or more: {enough} of {n}; three would do.',
  unevenSessions: 'By part: no whole session holds enough good parts without taking more than half of all.',
  folder: 'By your own folders: the good pictures of validation/ calibrate ({n}), the others train.',
  askedSession: 'Whole capture sessions are kept apart, as was asked; there are {n}.',
  askedPart: 'By part, as was asked; there are {n} parts.',
  few: 'None is held back: {n} of {least} good pictures that are needed, so all of them train.',
  earlier: 'Divided by part, by an earlier version of the program.',
  damaged: 'Not known: the setting is damaged, and the pictures stay as they stand until they are divided anew.',
  partsOnBoth:
    'Good parts on both sides: {n} of {of}, photographed in sessions of both. The limits show how other days differ, not how other parts do.',
  sessionsOnBoth:
    'Capture sessions on both sides: {n} of {of}. The limits come from other parts of the same days, and say nothing about another day.',
  testSessions:
    'Capture sessions of the good test pictures that are also trained on or calibrated on: {n} of {of}. The test shows other parts, not other days.',
  noCalibration: 'No good part is held back for calibration: the limits rest on the parts that were trained on.',
  noTraining: 'All good parts calibrate and none is left to train on.',
  askedNoLonger: 'What was asked cannot be kept with the pictures that are here now.',
  nearCopies: 'Pictures that look like frames of a recording: {pictures}. Each recording counts as one part: {n}.',
  copiesApart: 'Recordings with frames on both sides, where your folders or sessions put them: {n}.',
};
