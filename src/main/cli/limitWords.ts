import type { Limits, OddPart } from '#shared/domain/limits.ts';

type Described = Pick<Limits, 'acceptLimit' | 'rejectLimit' | 'statement'> & {
  oddPart?: (OddPart & { file?: string | null }) | null | undefined;
};

/** Limits in words, a line each: where they stand, what is said of them, and a part to look at. */
export function describeLimits({ acceptLimit, rejectLimit, statement, oddPart }: Described): string[] {
  const lines = [`OK below ${acceptLimit.toFixed(4)}, NG from ${rejectLimit.toFixed(4)}.`, statement];
  if (oddPart) {
    const which = oddPart.file ?? oddPart.part;
    lines.push(
      `One good part alone sets the accept limit: ${which}, score ${oddPart.score.toFixed(4)}. ` +
        `Without it the limit would stand at ${oddPart.limitWithout.toFixed(4)}. Look at it: is it good?`,
    );
  }
  return lines;
}
