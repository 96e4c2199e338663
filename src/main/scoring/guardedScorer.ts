import { writeSync } from 'node:fs';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { serializeError } from '#shared/errors.ts';
import { type GuardedReply, type GuardedRequest, memoryMark } from './guardedProtocol.ts';
import type { ScoringPackage } from './package.ts';

const watchEachMs = 20;

/**
 * The process in which a package's model runs, see guardedSession.ts. While a model computes, this process answers nothing;
 * a thread of its own looks at its memory, and whether whoever waits for it is still there.
 */
function watch({ memoryBytes, parent }: { memoryBytes: number; parent: number }): void {
  setInterval(() => {
    const isTooLarge = process.memoryUsage.rss() > memoryBytes;
    if (isTooLarge) writeSync(2, `${memoryMark}\n`);
    if (isTooLarge || process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, watchEachMs);
}

let opened: ScoringPackage | null = null;

async function answer(request: GuardedRequest): Promise<unknown> {
  const { openPackage, scoreImage } = await import('./package.ts');
  if (request === 'golden') {
    const { checkGolden } = await import('./golden.ts');
    return checkGolden(opened!);
  }
  if ('score' in request) return scoreImage(opened!, request.score);
  const { memoryBytes } = request;
  new Worker(new URL(import.meta.url), { workerData: { memoryBytes, parent: process.ppid } }).unref();
  opened = await openPackage(request.open, { threads: request.threads });
  // what is data: the model and what closes it stay here
  return Object.fromEntries(Object.entries(opened).filter(([name]) => name !== 'model' && name !== 'close'));
}

if (!isMainThread) watch(workerData as { memoryBytes: number; parent: number });
else if (process.send) {
  const send = process.send.bind(process);
  // A terminal's Ctrl-C comes here as well; whoever waits for this process decides.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.on('disconnect', () => process.exit());
  process.on('message', (request: GuardedRequest) => {
    answer(request).then(
      (value) => send({ value } satisfies GuardedReply),
      (error: unknown) => send({ error: serializeError(error) } satisfies GuardedReply),
    );
  });
}
