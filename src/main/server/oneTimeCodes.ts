import { createSecret } from './secrets.ts';

const lifeMs = 10 * 60_000;
/** More links than anybody opens in ten minutes; the oldest go first. */
const mostCodes = 16;

/** Codes that are exchanged once for something better, and lapse after ten minutes. */
export class OneTimeCodes {
  private readonly lapseAt = new Map<string, number>();
  private readonly now: () => number;

  /** @param now milliseconds on a clock that only rises */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** A fresh code, 256 bits as base64url. */
  create(): string {
    const code = createSecret();
    this.lapseAt.set(code, this.now() + lifeMs);
    if (this.lapseAt.size > mostCodes) this.lapseAt.delete(this.lapseAt.keys().next().value!);
    return code;
  }

  /** True for a code that was given out, was not used before and has not lapsed; from then on it is used. */
  use(code: string): boolean {
    const until = this.lapseAt.get(code);
    this.lapseAt.delete(code);
    return until !== undefined && this.now() < until;
  }
}
