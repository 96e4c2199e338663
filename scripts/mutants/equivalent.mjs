/**
 * Mutants that no test can notice, since the program does the same with them. `line` is the line of the source that the
 * mutant begins in, whatever its number; spaces do not count.
 * @type {{ file: string, line: string, replacement: string, reason: string }[]}
 */
export const equivalents = [];
