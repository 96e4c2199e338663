import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { CancelledError } from '#shared/errors.ts';

const statsSchema = z
  .object({ method: z.string(), train_s: z.number(), infer_ms: z.number(), peak_rss_mib: z.number() })
  .transform((stats) => ({
    trainSeconds: stats.train_s,
    msPerImage: stats.infer_ms,
    peakRssMb: stats.peak_rss_mib,
  }));
/** What a peer's training and scoring cost; ms: mean of a picture that is decoded and at 256 × 256 already. */
export type PeerCosts = z.infer<typeof statsSchema>;

export interface PeerOrder {
  python: string;
  /** Folder of run.py. */
  peers: string;
  method: string;
  folder: string;
  /** Receives maps and figures. */
  out: string;
  threads: number;
}

/** Characters of a failed peer's last words. */
const lastWords = 400;

/**
 * Trains and scores one peer in its own process.
 * @throws Error with its last words where it fails; CancelledError
 */
export async function runPeer(order: PeerOrder, signal: AbortSignal): Promise<PeerCosts> {
  const { python, peers, method, folder, out, threads } = order;
  const child = spawn(python, [join(peers, 'run.py'), method, folder, out, '--threads', String(threads)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Without passive waiting torch's threads spin, waiting for each other, wherever anything else runs.
    env: { ...process.env, OMP_WAIT_POLICY: 'PASSIVE', PYTHONDONTWRITEBYTECODE: '1', PYTHONWARNINGS: 'ignore' },
    signal,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-lastWords)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(signal.aborted ? new CancelledError() : error));
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${method} ended with ${code}: ${stderr.trim()}`);
  return statsSchema.parse(JSON.parse(await readFile(join(out, basename(folder), method, 'stats.json'), 'utf8')));
}
