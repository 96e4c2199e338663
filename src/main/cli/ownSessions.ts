import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The sessions file that lies beside the pictures of a folder, where there is one. */
export function ownSessions(folder: string): string | undefined {
  const file = join(folder, 'sessions.csv');
  return existsSync(file) ? file : undefined;
}
