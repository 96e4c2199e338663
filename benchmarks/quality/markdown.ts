import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { type BackboneWord, defaultBackbone } from '#shared/domain/backbones.ts';
import { defaultSize } from '#shared/domain/runs.ts';
import type { Spread } from './aggregate.ts';

/** What stands for a figure that is not defined. */
export const none = '–';

/** A fraction in per cent, or a dash. */
export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? none : (100 * value).toFixed(1);

/** `mean ± deviation (range)` in per cent; one run has no spread. */
export function percentSpread(spread: Spread | null): string {
  if (!spread) return none;
  if (spread.deviation === null) return percent(spread.mean);
  return `${percent(spread.mean)} ± ${percent(spread.deviation)} (${percent(spread.range)})`;
}

/** The mean alone. */
export const meanOf = (spread: Spread | null, digits = 0): string => (spread ? spread.mean.toFixed(digits) : none);

/** A table in Markdown; a bar inside a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const marker = (name: string, end: 'begin' | 'end'): string => `<!-- ${name}:${end} -->`;

/**
 * The document with other text between its markers `<!-- name:begin -->` and `<!-- name:end -->`.
 * @throws Error where they are not there, in this order
 */
export function replaceBetween(document: string, name: string, text: string): string {
  const [begin, end] = [marker(name, 'begin'), marker(name, 'end')];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The document needs the lines ${begin} and ${end} where the tables go.`);
  return `${document.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${document.slice(to)}`;
}

/** Name of the markers of tables at a picture size and with a network: `name`, with `-SIZE` and `-BACKBONE` but for the defaults. */
export const sectionAt = (name: string, size: number, backbone: BackboneWord = defaultBackbone): string =>
  [name, ...(size === defaultSize ? [] : [size]), ...(backbone === defaultBackbone ? [] : [backbone])].join('-');

/** @throws Error where the document has no place for these tables: better before hours of measuring than after */
export const requireMarkers = (file: string, name: string): void =>
  void replaceBetween(readFileSync(file, 'utf8'), name, '');

/** Writes text between a document's markers, laid out as the linter wants it. */
export async function writeBetween(file: string, name: string, text: string): Promise<void> {
  const document = replaceBetween(readFileSync(file, 'utf8'), name, text);
  const laidOut = await format(document, { ...(await resolveConfig(file)), filepath: file });
  writeFileSync(`${file}.new`, laidOut);
  renameSync(`${file}.new`, file);
}
