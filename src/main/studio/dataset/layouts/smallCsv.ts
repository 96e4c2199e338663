/** Rows of a small CSV file with a header, by column name in lower case; cells in double quotes may hold commas. */
export function parseCsv(text: string): Record<string, string | undefined>[] {
  const { header, lines } = linesOf(text);
  const names = cellsOf(header).map((name) => name.toLowerCase());
  return lines.map((line) => Object.fromEntries(cellsOf(line).map((cell, i) => [names[i] ?? String(i), cell])));
}

/** The same of a table with commas, semicolons or tabs, every cell there; null where its first line names fewer than two columns. */
export function parseTable(text: string): Record<string, string>[] | null {
  const { header, lines } = linesOf(text);
  const separator = ['\t', ';', ','].find((mark) => header.includes(mark));
  if (separator === undefined) return null;
  const names = cellsOf(header, separator);
  return lines.map((line) => {
    const cells = cellsOf(line, separator);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

/** The first line, and the others without empty ones. */
function linesOf(text: string): { header: string; lines: string[] } {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return { header, lines: lines.filter((line) => line.trim() !== '') };
}

const patterns: Readonly<Record<string, RegExp>> = Object.fromEntries(
  [',', ';', '\t'].map((mark) => [mark, new RegExp(`(?:^|${mark})(?:\\s*"((?:[^"]|"")*)"\\s*|([^${mark}]*))`, 'g')]),
);
const cellsOf = (line: string, separator = ','): string[] =>
  [...line.matchAll(patterns[separator]!)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  );
