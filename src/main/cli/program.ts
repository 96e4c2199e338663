import { Command, CommanderError } from 'commander';
import { FlawsmithError } from '#shared/errors.ts';
import { keepToOwner } from '#scoring/ownerOnly.ts';
import { createOutput, exitCodes } from './output.ts';

const exitCodeHelp = `
Exit codes:
  0    done
  1    failure: the message says what, which file and what to do
  2    the command or an argument is wrong
  130  ended by Ctrl-C`;

const isJson = process.argv.includes('--json');

function createProgram(name: string, description: string, commands: readonly (() => Command)[]): Command {
  const program = new Command(name)
    .description(description)
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

/**
 * Runs a program of these commands on the process's own arguments, and sets its exit code. A usage error is printed like every
 * other failure.
 */
export async function runProgram(
  name: string,
  description: string,
  commands: readonly (() => Command)[],
): Promise<void> {
  keepToOwner();
  // A reader that closes early (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.ok);
    throw error;
  });
  try {
    await createProgram(name, description, commands).parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) process.exitCode = exitCodes.ok;
    else printUsageError(error);
  }
}

function printUsageError({ message }: CommanderError): void {
  process.exitCode = exitCodes.usage;
  if (!isJson) return; // commander has said it
  const words = message === '(outputHelp)' ? 'A command is needed.' : message.replace(/^error: /, '');
  createOutput(true).failure(new FlawsmithError('usage', words, { hint: 'Add --help for the options.' }));
}
