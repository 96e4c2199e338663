import { Command } from 'commander';
import { perform } from '../command.ts';
import { exitCodes } from '../output.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('print the state of every part that training and scoring need')
    .action((_options, command: Command) =>
      perform(command, async ({ output }) => {
        const { inspect } = await import('#studio/doctor.ts');
        const { ok, parts } = await inspect();
        for (const part of parts) {
          const fix = part.fix ? `\n${' '.repeat(21)}${part.fix}` : '';
          output.row(part, `${part.part.padEnd(11)}${part.state.padEnd(10)}${part.detail}${fix}`);
        }
        output.row({ ok }, ok ? 'Ready.' : 'Not ready: see the lines that are missing or broken.');
        if (!ok) process.exitCode = exitCodes.failure;
      }),
    );
}
