import { FlawsmithError } from '#shared/errors.ts';

const highest = 65_535;
const hint = 'Name another with --port, or leave it out: then the one it had before is taken, or a free one.';

/** A port as it was typed. @returns 0–65,535; 0 asks for any free one @throws FlawsmithError `usage` */
export function parsePort(text: string): number {
  const port = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (port <= highest) return port;
  throw new FlawsmithError('usage', `--port takes a whole number from 0 to ${highest}, not ${text || 'nothing'}.`, {
    hint: '0 takes any free one; no --port at all the one it had before, or a free one.',
  });
}

const reasons: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) => `Port ${port} is in use by another program.`,
  EACCES: (port) => `Port ${port} is not permitted here: the system keeps it for itself.`,
};

/** Why the studio does not listen, in plain words. @param cause what Node says @returns an error `usage` */
export function listenFailure(cause: Error & { code?: string }, port: number): FlawsmithError {
  const { code = '' } = cause;
  const say = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  const message = say ? say(port) : `The studio cannot listen on port ${port}: ${cause.message}`;
  return new FlawsmithError('usage', message, { hint, cause });
}

/** Said where the studio could not listen where it did before. */
export const otherPort = (wanted: number, taken: number): string =>
  `Port ${wanted}, where the studio was before, is in use. It is at port ${taken} this time: what the browser keeps for the other address (theme, language, unsaved recipes) is not seen here.`;
