/** Rows of a small CSV file with a header, by column name in lower case; cells in double quotes may hold commas. */
export function parseCsv(text: string): Record<string, string | undefined>[] {
  const [header, ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = cellsOf(header ?? '').map((name) => name.toLowerCase());
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => Object.fromEntries(cellsOf(line).map((cell, i) => [names[i] ?? String(i), cell])));
}

const cellsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:\s*"((?:[^"]|"")*)"\s*|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  );
