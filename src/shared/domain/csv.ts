/**
 * Rows as a CSV file (RFC 4180): comma, quotes where they are needed, CRLF at the end of each line. Numbers have a point in every
 * language. A text that a spreadsheet would run as a formula gets an apostrophe before it, as spreadsheets write it themselves.
 * @param head names of the columns
 * @param rows values in the order of the columns; null is an empty field
 */
export function csvOf(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
