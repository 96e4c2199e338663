import { useI18n } from 'vue-i18n';
import type { AuditRow } from '#shared/contract/studio.ts';
import { valueInWords } from './auditValues.ts';

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
  { pattern: /^masks hashed as they are$/, code: 'masksHashed' },
  { pattern: /^images sorted$/, code: 'sorted' },
  { pattern: /^undo of step (\d+)$/, code: 'undo' },
  { pattern: /^redo of step (\d+)$/, code: 'redo' },
  { pattern: /^zones$/, code: 'zones' },
  { pattern: /^damaged setting (.+)$/, code: 'damagedSetting' },
  { pattern: /^scale$/, code: 'scale' },
  { pattern: /^name$/, code: 'productName' },
  { pattern: /^copied from another product$/, code: 'copied' },
  { pattern: /^name of (.+)$/, code: 'runName' },
  { pattern: /^note of (.+)$/, code: 'runNote' },
  { pattern: /^kind of defect named$/, code: 'kindNamed' },
  { pattern: /^odd pictures kept$/, code: 'oddKept' },
  { pattern: /^odd pictures to check again$/, code: 'oddAgain' },
];

/** Reasons that the studio gives itself. */
const ownReasons: readonly { pattern: RegExp; code: string }[] = [
  { pattern: /^import of (.+)$/, code: 'import' },
  { pattern: /^back to the limits as learned$/, code: 'asLearned' },
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

/** The code of what was changed, with the rest of its words. */
function codeOf(what: string): { code: string; of: string } | null {
  for (const { pattern, code } of known) {
    const found = pattern.exec(what);
    if (found) return { code, of: found[1] ?? '' };
  }
  return null;
}

/** Lines of the audit trail in the window's language; what it has no words for stays as the studio wrote it. */
export function useAuditWords(): (row: AuditRow) => AuditLine {
  const { t, te, n } = useI18n();
  const number = (value: number, digits: Intl.NumberFormatOptions = { maximumFractionDigits: 4 }): string =>
    n(value, { useGrouping: false, ...digits });
  const speech = { t, has: (key: string): boolean => te(key) || te(key, 'en'), number };
  const whatOf = ({ what, new: about }: AuditRow): string => {
    const found = codeOf(what);
    if (!found) return what;
    const release = (JSON.parse(about ?? 'null') as { release?: number } | null)?.release;
    const places = { of: found.of, release: release === undefined ? '' : number(release) };
    return t(`export.audit.codes.${found.code}`, places);
  };
  const whyOf = (why: string): string => {
    const own = ownReasons.find(({ pattern }) => pattern.test(why));
    return own ? t(`export.audit.reasons.${own.code}`, { of: own.pattern.exec(why)?.[1] ?? '' }) : why;
  };
  return (row) => {
    const code = codeOf(row.what)?.code ?? null;
    const said = code === 'redo' ? 'undo' : code;
    return {
      at: row.at,
      who: row.who,
      what: whatOf(row),
      old: valueInWords(said, row.old, null, speech),
      now: valueInWords(said, row.new, row.old, speech),
      why: whyOf(row.why ?? ''),
    };
  };
}
