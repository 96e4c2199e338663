import { auditCommand } from './commands/audit.ts';
import { benchCommand } from './commands/bench.ts';
import { checkCommand } from './commands/check.ts';
import { compareCommand } from './commands/compare.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { foregroundCommand } from './commands/foreground.ts';
import { importCommand } from './commands/import.ts';
import { kindsCommand } from './commands/kinds.ts';
import { labelsCommand } from './commands/labels.ts';
import { limitsCommand } from './commands/limits.ts';
import { productsCommand } from './commands/products.ts';
import { reportCommand } from './commands/report.ts';
import { releasesCommand } from './commands/releases.ts';
import { runsCommand } from './commands/runs.ts';
import { scoreCommand } from './commands/score.ts';
import { sortCommand } from './commands/sort.ts';
import { scaleCommand } from './commands/scale.ts';
import { splitCommand } from './commands/split.ts';
import { synthesizeCommand } from './commands/synthesize.ts';
import { trainCommand } from './commands/train.ts';
import { redoCommand } from './commands/redo.ts';
import { undoCommand } from './commands/undo.ts';
import { verifyCommand } from './commands/verify.ts';
import { likenessCommand } from './commands/likeness.ts';
import { searchCommand } from './commands/search.ts';
import { matchCommand } from './commands/match.ts';
import { zonesCommand } from './commands/zones.ts';
import { runProgram } from './program.ts';

/**
 * The command line. Commands only declare themselves here; what they work with is loaded when they run, so that help and
 * scoring start fast and scoring never meets TensorFlow.
 */
const commands = [
  doctorCommand,
  productsCommand,
  importCommand,
  splitCommand,
  checkCommand,
  sortCommand,
  matchCommand,
  likenessCommand,
  searchCommand,
  zonesCommand,
  foregroundCommand,
  scaleCommand,
  kindsCommand,
  labelsCommand,
  undoCommand,
  redoCommand,
  synthesizeCommand,
  trainCommand,
  runsCommand,
  evaluateCommand,
  limitsCommand,
  compareCommand,
  reportCommand,
  exportCommand,
  releasesCommand,
  auditCommand,
  verifyCommand,
  scoreCommand,
  benchCommand,
  demoCommand,
];

await runProgram(
  'flawsmith',
  'Trains a defect detector from photographs of good parts alone, and scores with it.',
  commands,
);
