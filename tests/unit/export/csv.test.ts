import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '#shared/domain/csv.ts';

/** Reads what RFC 4180 says. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  let field = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if (isQuoted && sign === '"' && text[i + 1] === '"') field += text[++i]!;
    else if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (sign === ',' || text.startsWith('\r\n', i))) {
      rows.at(-1)!.push(field);
      field = '';
      if (sign === '\r') {
        i++;
        rows.push([]);
      }
    } else field += sign;
  }
  return rows.slice(0, -1);
}

describe('CSV', () => {
  it('gives back every text and number that was written', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', 'ü', '1') });
    const row = fc.tuple(text, fc.double({ noNaN: true }), text);
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const read = parse(csvOf(['a', 'b', 'c'], rows)).slice(1);
        expect(read.map(([a, b, c]) => [a!.replace(/^'(?=\r)/, ''), Number(b), c!.replace(/^'(?=\r)/, '')])).toEqual(
          rows.map(([a, b, c]) => [a, b === 0 ? 0 : b, c]),
        );
      }),
    );
  });

  it('runs nothing in a spreadsheet, and leaves numbers and paths as they are', () => {
    const rows = [['=1+1', '+x', '-y', '@z', '/line/-a.png', -0.5, null]];
    expect(csvOf(['h'], rows)).toBe("h\r\n'=1+1,'+x,'-y,'@z,/line/-a.png,-0.5,\r\n");
  });
});
