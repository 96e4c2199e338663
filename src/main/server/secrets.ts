import { randomBytes, timingSafeEqual } from 'node:crypto';

/** A fresh secret, 256 bits as base64url. */
export const createSecret = (): string => randomBytes(32).toString('base64url');

/** Whether what was given is the secret, in a time that does not tell how much of it was right. */
export function isSecret(given: string | undefined, secret: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
