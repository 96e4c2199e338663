import { useI18n } from 'vue-i18n';
import type { AuditRow } from '#shared/contract/studio.ts';

/** What the audit trail says in its own words, by the code that the window has words for; `of` is the rest of a code. */
const known: readonly { pattern: RegExp; code: string }[] = [
  { pattern: /^export$/, code: 'export' },
  { pattern: /^release approved$/, code: 'approved' },
  { pattern: /^release withdrawn$/, code: 'withdrawn' },
  { pattern: /^release restored$/, code: 'restored' },
  { pattern: /^limits of (.+)$/, code: 'limits' },
  { pattern: /^label of image (\d+)$/, code: 'label' },
  { pattern: /^images left out$/, code: 'leftOut' },
  { pattern: /^images brought back$/, code: 'broughtBack' },
  { pattern: /^split$/, code: 'split' },
  { pattern: /^recordings named as sessions$/, code: 'sessions' },
  { pattern: /^run folder set aside$/, code: 'setAside' },
  { pattern: /^cancelling of (.+)$/, code: 'runCancelled' },
  { pattern: /^run deleted$/, code: 'runDeleted' },
  { pattern: /^depth$/, code: 'depth' },
  { pattern: /^prior set (.+)$/, code: 'priors' },
  { pattern: /^pictures found again$/, code: 'foundAgain' },
  { pattern: /^mask of image (\d+)$/, code: 'mask' },
];

/** A line of the audit trail as a person reads it. */
export interface AuditLine {
  at: string;
  who: string;
  what: string;
  old: string;
  now: string;
  why: string;
}

const longest = 160;

/** A value in plain signs: `acceptLimit 0.41, decided moved`; of a list its length and its beginning. */
export function plainValue(json: string | null, number: (value: number) => string): string {
  if (json === null) return '';
  const words = (value: unknown): string => {
    if (value === null || value === undefined) return '–';
    if (typeof value === 'number') return number(value);
    if (Array.isArray(value)) return `${number(value.length)}: ${value.map(words).join(', ')}`;
    if (typeof value !== 'object') return String(value);
    return Object.entries(value)
      .map(([key, one]) => `${key} ${words(one)}`)
      .join(', ');
  };
  const text = words(JSON.parse(json));
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Lines of the audit trail in the window's language; what it has no words for stays as the studio wrote it. */
export function useAuditWords(): (row: AuditRow) => AuditLine {
  const { t, n } = useI18n();
  const number = (value: number): string => n(value, { maximumFractionDigits: 4, useGrouping: false });
  const whatOf = ({ what, new: about }: AuditRow): string => {
    for (const { pattern, code } of known) {
      const of = pattern.exec(what)?.[1];
      if (!pattern.test(what)) continue;
      const release = (JSON.parse(about ?? 'null') as { release?: number } | null)?.release;
      return t(`export.audit.codes.${code}`, { of: of ?? '', release: release === undefined ? '' : number(release) });
    }
    return what;
  };
  return (row) => ({
    at: row.at,
    who: row.who,
    what: whatOf(row),
    old: plainValue(row.old, number),
    now: plainValue(row.new, number),
    why: row.why ?? '',
  });
}
