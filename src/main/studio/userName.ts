import { userInfo } from 'node:os';

/** Who sits at this machine, for the audit trail. */
export function userName(): string {
  return process.env['USER'] ?? process.env['USERNAME'] ?? accountName();
}

/** A system without an account for the process refuses to name it. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
