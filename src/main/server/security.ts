import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

const cookieName = 'flawsmith';

/** A fresh secret for one run of the server, 256 bits. */
export const createToken = (): string => randomBytes(32).toString('base64url');

function isEqual(given: string | undefined, secret: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

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

export interface GuardOptions {
  token: string;
  port: () => number;
  log: (line: string) => void;
}

/**
 * Every request must name this loopback address as its Host (DNS rebinding), come from our own page where it has an Origin,
 * and carry the token: in a cookie, in the one-time link `/?token=…` that sets it, or as a bearer for programs.
 */
export function guard({ token, port, log }: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    const host = context.req.header('host') ?? '';
    const origin = context.req.header('origin');
    const refuse = (status: 401 | 403, why: string): Response => {
      log(`refused ${context.req.method} ${context.req.path}: ${why}`);
      return context.json({ code: 'usage', message: why }, status);
    };
    if (!hosts.includes(host)) return refuse(403, 'wrong host');
    if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`)) return refuse(403, 'wrong origin');
    const link = context.req.path === '/' ? context.req.query('token') : undefined;
    if (link !== undefined && isEqual(link, token)) {
      setCookie(context, cookieName, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return context.redirect('/');
    }
    const bearer = context.req.header('authorization')?.replace(/^Bearer /, '');
    if (!isEqual(getCookie(context, cookieName), token) && !isEqual(bearer, token)) {
      return refuse(401, 'no token: open the address that the studio printed');
    }
    await next();
    context.header('Content-Security-Policy', contentSecurityPolicy);
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'no-referrer');
    context.header('Cross-Origin-Opener-Policy', 'same-origin');
    context.header('Cross-Origin-Resource-Policy', 'same-origin');
  };
}
