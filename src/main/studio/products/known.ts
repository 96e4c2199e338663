import { basename } from 'node:path';
import type { FlawsmithError } from '#shared/errors.ts';
import { toFlawsmithError } from '#shared/errors.ts';
import { type Product, damagesOf, openProduct } from '../product.ts';
import { countImages } from '../store/images.ts';
import { runIds } from '../store/runs.ts';
import { Registry } from '../workspace/registry.ts';
import { userStateDir } from '../workspace/userFolders.ts';
import { deleteProductFolder } from './deletion.ts';
import { duplicateProduct } from './duplicateProduct.ts';
import { type NamedProduct, checkName, renameProduct } from './names.ts';

/** A product of the studio's list, read as it stands. */
export interface KnownProduct extends NamedProduct {
  /** Last opened in the studio, ISO 8601. */
  openedAt: string;
  pictures: number;
  good: number;
  defective: number;
  runs: number;
  /** Why it cannot be read; its counts are 0 then. */
  problem: FlawsmithError | null;
  /** What of it cannot be read, each with what to do; all else can be used. */
  damaged: FlawsmithError[];
}

/** The studio's list of products, for programs beside it. */
export class KnownProducts {
  readonly #registry: Registry;

  /** @param stateDir where the studio keeps its list; ~/.flawsmith where absent */
  constructor(stateDir = userStateDir()) {
    this.#registry = new Registry(stateDir);
  }

  list(): KnownProduct[] {
    return this.#registry.products.map(({ dir, openedAt }) => {
      try {
        return { ...reading(dir, describe), openedAt, problem: null };
      } catch (error) {
        const none = { pictures: 0, good: 0, defective: 0, runs: 0 };
        return { dir, name: basename(dir), openedAt, ...none, problem: toFlawsmithError(error, dir), damaged: [] };
      }
    });
  }

  /** @throws FlawsmithError `usage` where another product of the list is called so; as opening */
  rename(dir: string, wanted: string, who: string): NamedProduct {
    const product = openProduct(dir, { mode: 'write' });
    try {
      renameProduct(product, checkName(wanted, this.list(), product.dir), who);
      return { dir: product.dir, name: product.name };
    } finally {
      product.close();
    }
  }

  /** The copy is called like its folder, and is on the list where the original is. @throws FlawsmithError as duplicating */
  async duplicate(dir: string, order: { dir: string; withRuns: boolean; who: string }): Promise<NamedProduct> {
    const product = openProduct(dir, { mode: 'read' });
    try {
      const name = checkName(basename(order.dir), this.list(), '');
      const out = await duplicateProduct(product, { ...order, name });
      if (this.#registry.products.some((known) => known.dir === product.dir)) this.#registry.remember(out);
      return { dir: out, name };
    } finally {
      product.close();
    }
  }

  /** @throws FlawsmithError as `deleteProductFolder` */
  async delete(dir: string): Promise<void> {
    await deleteProductFolder(dir);
    this.#registry.forget(dir);
  }
}

function describe(product: Product): Omit<KnownProduct, 'openedAt' | 'problem'> {
  const counts = countImages(product.db);
  const sum = (label: string): number =>
    counts.filter((row) => row.label === label).reduce((total, { count }) => total + count, 0);
  const [good, defective] = [sum('normal'), sum('anomalous')];
  const { dir, name } = product;
  return {
    dir,
    name,
    pictures: good + defective,
    good,
    defective,
    runs: runIds(product.db).length,
    damaged: damagesOf(product),
  };
}

function reading<T>(dir: string, work: (product: Product) => T): T {
  const product = openProduct(dir, { mode: 'read' });
  try {
    return work(product);
  } finally {
    product.close();
  }
}
