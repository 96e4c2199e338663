import { Command, CommanderError } from 'commander';
import { FlawsmithError } from '#shared/errors.ts';
import { benchCommand } from './commands/bench.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { runsCommand } from './commands/runs.ts';
import { scoreCommand } from './commands/score.ts';
import { synthesizeCommand } from './commands/synthesize.ts';
import { trainCommand } from './commands/train.ts';
import { verifyCommand } from './commands/verify.ts';
import { createOutput, exitCodes } from './output.ts';

/**
 * The command line. Commands only declare themselves here; what they work with is loaded when they run, so that help and
 * scoring start fast and scoring never meets TensorFlow.
 */
const commands = [
  doctorCommand,
  importCommand,
  synthesizeCommand,
  trainCommand,
  runsCommand,
  evaluateCommand,
  exportCommand,
  verifyCommand,
  scoreCommand,
  benchCommand,
  demoCommand,
];

const exitCodeHelp = `
Exit codes:
  0    done
  1    failure: the message says what, which file and what to do
  2    the command or an argument is wrong
  130  cancelled (Ctrl-C)`;

const isJson = process.argv.includes('--json');

function createProgram(): Command {
  const program = new Command('flawsmith')
    .description('Trains a defect detector from photographs of good parts alone, and scores with it.')
    .option('--json', 'print one JSON object a line on standard output')
    .addHelpText('after', exitCodeHelp)
    .showHelpAfterError('(add --help for the options)');
  for (const create of commands) {
    const command = create();
    if (!command.options.some(({ long }) => long === '--json')) {
      command.option('--json', 'print one JSON object a line on standard output');
    }
    program.addCommand(command.addHelpText('after', exitCodeHelp));
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    // A usage error is one JSON row in JSON mode, like every other failure.
    if (isJson) command.configureOutput({ writeErr: () => undefined });
  }
  return program;
}

// A reader that closes early (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  if (error.exitCode === 0) process.exitCode = exitCodes.ok;
  else {
    process.exitCode = exitCodes.usage;
    const message = error.message === '(outputHelp)' ? 'A command is needed.' : error.message.replace(/^error: /, '');
    if (isJson)
      createOutput(true).failure(new FlawsmithError('usage', message, { hint: 'Add --help for the options.' }));
  }
}
