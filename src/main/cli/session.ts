import { FlawsmithError } from '#shared/errors.ts';
import type { EngineClient } from '#studio/engineClient.ts';
import type { OpenOptions, Product } from '#studio/product.ts';
import type { Output } from './output.ts';

/** Opens a product for some work and closes it afterwards; errors of its database come in the user's words. */
export async function withProduct<T>(
  dir: string,
  options: OpenOptions,
  work: (product: Product) => T | Promise<T>,
): Promise<T> {
  const { openProduct } = await import('#studio/product.ts');
  const product = openProduct(dir, options);
  try {
    return await work(product);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SQLITE_ERROR') throw error;
    const { explainDatabaseError } = await import('#studio/store/database.ts');
    throw explainDatabaseError(error, product.path('product.db'));
  } finally {
    product.close();
  }
}

/**
 * Reads from a product. Whoever may write brings it up to date first and finds out which runs were lost with their process;
 * beside a writer, on a full disk or where nothing can be written it is read as it is.
 */
export async function readBesideWriter<T>(dir: string, work: (product: Product) => T | Promise<T>): Promise<T> {
  try {
    return await withProduct(dir, { mode: 'write' }, work);
  } catch (error) {
    const isBusy =
      error instanceof FlawsmithError && ['product-locked', 'not-writable', 'disk-full'].includes(error.code);
    if (!isBusy) throw error;
    return await withProduct(dir, { mode: 'read' }, work);
  }
}

/** Starts an engine for some work and stops it afterwards. */
export async function withEngine<T>(
  output: Output,
  isVerbose: boolean,
  work: (engine: EngineClient) => Promise<T>,
): Promise<T> {
  const { startEngine } = await import('#studio/engineClient.ts');
  const engine = await startEngine(isVerbose ? { onLog: (line) => output.log(line) } : {});
  try {
    return await work(engine);
  } finally {
    await engine.stop();
  }
}

/** Shows how many pictures have been brought to working resolution. */
export function cacheProgress(output: Output): (done: number, total: number) => void {
  return (done, total) => {
    output.progress(null, `Preparing pictures ${done}/${total}`);
  };
}
