import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { OneTimeCodes } from './oneTimeCodes.ts';
import { isSecret } from './secrets.ts';

/** Cookies know no port: with one name for all, a second studio on this machine would sign the first one's page out. */
const cookieName = (port: number): string => `flawsmith-${port}`;

/** Nothing from elsewhere runs or is framed; pictures may be made in the page itself. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'", // component libraries place floating elements by style attributes
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const answerHeaders = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Every answer, a refusal too, says what a browser may do with it. */
export const hardened: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(answerHeaders)) context.header(name, value);
};

export interface GuardOptions {
  /** Of programs: the desktop shell and `npm start`. Never in a cookie. */
  token: string;
  /** Of pages: what the cookie holds. Never taken as a bearer. */
  pageKey: string;
  /** Codes of the links `/?code=…`, each of which is exchanged for the cookie once. */
  codes: OneTimeCodes;
  port: () => number;
  log: (line: string) => void;
  /** A browser wants the page and is not signed in. */
  turnedAway: () => void;
}

/** Who asks, set by the guard for every request that it lets pass. */
export interface Asking {
  Variables: { isProgram: boolean };
}

/**
 * Every request must name this loopback address as its Host (DNS rebinding), come from our own page where it has an Origin,
 * bring JSON where it brings anything, and carry a credential: a page its cookie, which it got for a one-time link, a program
 * the token as a bearer. Which of the two was right decides what may be asked; one with an Authorization header is judged by
 * that alone.
 */
export function guard({ token, pageKey, codes, port, log, turnedAway }: GuardOptions): MiddlewareHandler<Asking> {
  return async (context, next) => {
    const refuse = (status: 401 | 403 | 415, why: string): Response => {
      log(`refused ${context.req.method} ${context.req.path}: ${why}`);
      return context.json({ code: 'usage', message: why }, status);
    };
    const foreign = foreignIn(context, port());
    if (foreign) return refuse(403, foreign);
    const bearer = context.req.header('authorization')?.replace(/^Bearer /, '');
    const isProgram = isSecret(bearer, token);
    const isPage = bearer === undefined && isSecret(getCookie(context, cookieName(port())), pageKey);
    const code = linkCode(context);
    if (code !== undefined && (isPage || codes.use(code))) {
      setCookie(context, cookieName(port()), pageKey, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return context.redirect('/');
    }
    if (!isProgram && !isPage) {
      if (context.req.path === '/') turnedAway();
      return refuse(401, 'not signed in: an address opens the studio once; where it was started it now says a new one');
    }
    if (bringsOther(context)) return refuse(415, 'only application/json is taken, and the bytes of files to try');
    context.set('isProgram', isProgram);
    return next();
  };
}

/** What of a request is not of this address; null where all is. */
function foreignIn(context: Context, port: number): string | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const origin = context.req.header('origin');
  if (!hosts.includes(context.req.header('host') ?? '')) return 'wrong host';
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`)) return 'wrong origin';
  // another server on this machine is the same site to a cookie, but never the same origin; a link may be followed from anywhere
  const site = context.req.header('sec-fetch-site') ?? 'none';
  return ['same-origin', 'none'].includes(site) || context.req.path === '/' ? null : 'wrong site';
}

const linkCode = ({ req }: Context): string | undefined =>
  req.method === 'GET' && req.path === '/' ? req.query('code') : undefined;

/** A page sends a file's bytes by a method that no form has, so that a foreign page would have to ask first. */
export const isUpload = ({ req }: Context): boolean => req.method === 'PUT' && req.path.startsWith('/tryout/');

/** Forms and plain text are what a foreign page can send without asking first. */
function bringsOther(context: Context): boolean {
  const { req } = context;
  if (req.method === 'GET' || req.method === 'HEAD') return false;
  if (isUpload(context)) return req.header('content-type') !== 'application/octet-stream';
  return !/^application\/json\s*(;|$)/i.test(req.header('content-type') ?? '');
}
