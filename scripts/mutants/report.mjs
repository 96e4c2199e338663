import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equivalents } from './equivalent.mjs';

/** Name of a file's report under reports/mutants, without extension. */
export const reportName = (file) => file.replace(/\.ts$/, '').replaceAll('/', '-');

const same = (a, b) => a.replace(/\s+/g, '') === b.replace(/\s+/g, '');

/** True where a mutant is listed as one that no test can notice. */
function isEquivalent(file, line, replacement) {
  return equivalents.some((one) => one.file === file && same(one.line, line) && same(one.replacement, replacement));
}

/** What became of each mutant of the files that have been tried: { file, mutants: [{ line, replacement, status }] }. */
export function readReports(files) {
  return files.flatMap((file) => {
    const path = join('reports', 'mutants', `${reportName(file)}.json`);
    if (!existsSync(path)) return [];
    const entry = JSON.parse(readFileSync(path, 'utf8')).files[file];
    if (!entry) return [];
    const lines = entry.source.split('\n');
    const mutants = entry.mutants.flatMap((mutant) => {
      const line = lines[mutant.location.start.line - 1];
      const noticed = mutant.status === 'Killed' || mutant.status === 'Timeout';
      if (!noticed && mutant.status !== 'Survived' && mutant.status !== 'NoCoverage') return [];
      const { location, replacement = '' } = mutant;
      const equivalent = !noticed && isEquivalent(file, line, replacement);
      return [{ at: location.start.line, line, replacement, noticed, equivalent }];
    });
    return [{ file, mutants }];
  });
}

const count = (mutants, property) => mutants.filter((mutant) => mutant[property]).length;
const row = (name, mutants) => {
  const [killed, equivalent] = [count(mutants, 'noticed'), count(mutants, 'equivalent')];
  const share = mutants.length === equivalent ? '–' : ((100 * killed) / (mutants.length - equivalent)).toFixed(1);
  return `| ${name} | ${mutants.length} | ${killed} | ${mutants.length - killed - equivalent} | ${equivalent} | ${share} |`;
};

/** Prints a Markdown table, one row a file and one a folder. */
export function printTable(reports, roots) {
  const print = (line) => process.stdout.write(`${line}\n`);
  print('\n| file | mutants | noticed | survived | equivalent | % noticed |\n| --- | --- | --- | --- | --- | --- |');
  for (const { file, mutants } of reports) print(row(`\`${file}\``, mutants));
  for (const root of roots) {
    const inside = reports.filter(({ file }) => file.startsWith(`${root}/`));
    if (inside.length > 0)
      print(
        row(
          `**${root}**`,
          inside.flatMap(({ mutants }) => mutants),
        ),
      );
  }
  print(
    row(
      '**all**',
      reports.flatMap(({ mutants }) => mutants),
    ),
  );
}

/** Prints what no test noticed: file and line, the line as it is, and what stood in its place. */
export function printSurvivors(reports) {
  for (const { file, mutants } of reports) {
    for (const { at, line, replacement } of mutants.filter(({ noticed, equivalent }) => !noticed && !equivalent)) {
      process.stdout.write(`${file}:${at}  ${line.trim()}\n    => ${replacement.replace(/\s+/g, ' ')}\n`);
    }
  }
}
