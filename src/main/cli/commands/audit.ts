import { Command } from 'commander';
import { perform, userPath } from '../command.ts';
import { readBesideWriter } from '../session.ts';

export function auditCommand(): Command {
  return new Command('audit')
    .description('the audit trail of a product, oldest first: who changed what, when, from what to what, and why')
    .argument('<product>', 'product folder')
    .action((dir: string, _options, command: Command) =>
      perform(command, async ({ output }) => {
        const { listAudit } = await import('#studio/store/records.ts');
        const rows = await readBesideWriter(userPath(dir), (product) => listAudit(product.db));
        for (const { old, new: now, ...row } of rows) {
          const [before, after] = [old, now].map((json) => JSON.parse(json ?? 'null') as unknown);
          const change = old === null ? (now ?? '') : `${old} -> ${now ?? ''}`;
          const why = row.why === null ? '' : `: ${row.why}`;
          output.row({ ...row, old: before, new: after }, `${row.at}  ${row.who}  ${row.what}  ${change}${why}`);
        }
      }),
    );
}
