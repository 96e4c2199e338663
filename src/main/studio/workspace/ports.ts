import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** More than this are places that nobody comes back to. */
const mostPorts = 8;
const portsSchema = z.array(z.number().int().min(1).max(65_535)).max(mostPorts);
const fileIn = (stateDir: string): string => join(stateDir, 'ports.json');

/**
 * The ports at which the studio listened before, those to try first in front. A browser keeps theme, language and drafts by
 * address, so the studio comes back to the same one.
 * @returns none on a first start, or where the file is damaged
 */
export function readPorts(stateDir: string): number[] {
  try {
    return portsSchema.parse(JSON.parse(readFileSync(fileIn(stateDir), 'utf8')));
  } catch {
    return []; // another port is then taken, and kept
  }
}

/** Adds a port behind those known; where there are eight, the last gives way. @throws Error where nothing can be written */
export function rememberPort(stateDir: string, port: number): void {
  const known = readPorts(stateDir);
  if (known.includes(port)) return;
  mkdirSync(stateDir, { recursive: true });
  const partial = `${fileIn(stateDir)}.${process.pid}.tmp`;
  writeFileSync(partial, JSON.stringify([...known.slice(0, mostPorts - 1), port]), { flush: true });
  renameSync(partial, fileIn(stateDir));
}
