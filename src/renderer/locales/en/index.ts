import advice from '#shared/locales/en/advice.ts';
import limits from '#shared/locales/en/limits.ts';
import stale from '#shared/locales/en/stale.ts';
import adding from './adding.ts';
import check from './check.ts';
import dataset from './dataset.ts';
import doctor from './doctor.ts';
import edits from './edits.ts';
import evaluation from './evaluation.ts';
import exporting from './export.ts';
import folders from './folders.ts';
import frame from './frame.ts';
import home from './home.ts';
import label from './label.ts';
import missing from './missing.ts';
import synthesis from './synthesis.ts';
import training from './training.ts';
import zones from './zones.ts';

export default {
  frame,
  home,
  dataset,
  check,
  missing,
  folders,
  adding,
  edits,
  label,
  synthesis,
  training,
  evaluation,
  advice,
  limits,
  stale,
  doctor,
  zones,
  export: exporting,
};
