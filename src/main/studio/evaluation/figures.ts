import { MessageChannel } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import type { Figures } from '#shared/domain/report.ts';
import { CancelledError, FlawsmithError, deserializeError, throwIfCancelled } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { FiguresReply, FiguresTask } from './figuresWorker.ts';

export interface FiguresOptions {
  signal?: AbortSignal | undefined;
  /** Maps begun, of all. */
  onFigures?: ((done: number, total: number) => void) | undefined;
  /** Module of the thread's work; ours where absent. */
  worker?: URL;
}

/**
 * All figures with their ranges, computed in a thread of its own: ranking the pixels of a thousand maps takes many seconds,
 * in which this process goes on answering.
 * @throws FlawsmithError of reading the maps, `internal` where the thread ends before its work; CancelledError at once
 */
export async function figuresInWorker(task: FiguresTask, options: FiguresOptions = {}): Promise<Figures> {
  const { signal, onFigures, worker = new URL('./figuresWorker.ts', import.meta.url) } = options;
  throwIfCancelled(signal);
  const pool = new Tinypool({ filename: worker.href, minThreads: 1, maxThreads: 1 });
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (index: number) => onFigures?.(index + 1, task.maps.length));
  let isDead = false;
  // A thread that ends by itself, as one that is out of memory, settles no task of the pool: its port closes.
  const death = new Promise<never>((_, reject) => {
    port1.once('close', () => {
      isDead = true;
      reject(new Error('its thread ended'));
    });
  });
  try {
    const run = pool.run({ ...task, port: port2 }, { transferList: [port2], signal });
    const reply = (await Promise.race([run, death])) as FiguresReply;
    if ('error' in reply) throw deserializeError(reply.error);
    return reply.figures;
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    if (error instanceof FlawsmithError) throw error;
    throw new FlawsmithError('internal', 'The figures could not be computed: their thread stopped.', {
      hint: 'Evaluate again; where memory is short, close other programs first.',
      said: said('figuresStopped'),
      cause: error,
      details: error instanceof Error ? error.message : String(error),
    });
  } finally {
    death.catch(() => undefined); // the port also closes when all is done
    const cleared = pool.destroy();
    if (isDead)
      cleared.catch(() => undefined); // waits for an end that has been, perhaps for ever
    else await cleared;
    port1.close();
  }
}
