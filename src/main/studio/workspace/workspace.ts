import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Job, ProductSummary, StageWord, StudioEvent } from '#shared/contract/studio.ts';
import { FlawsmithError, serializeError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { ImportReport } from '../dataset/importReport.ts';
import { type EngineClient, startEngine } from '../engineClient.ts';
import { type Product, openProduct } from '../product.ts';
import { EventHub } from './events.ts';
import { EngineTurns } from './engineTurns.ts';
import { type JobHandle, JobBoard } from './jobs.ts';
import { Registry, productIdOf } from './registry.ts';
import { SavedQueue } from './savedQueue.ts';
import { TryOuts } from './tryOuts.ts';
import { summarize, unopened } from './summary.ts';
import { userRoots, userStateDir } from './userFolders.ts';

export interface WorkspaceOptions {
  /** Where the studio remembers its products; `userStateDir` where absent. */
  stateDir?: string | undefined;
  /** Folders below which the window may open anything; `userRoots` where absent. */
  roots?: readonly string[] | undefined;
  /** Where new products and the sample go; ~/Flawsmith where absent. */
  productsDir?: string | undefined;
  log?: ((line: string) => void) | undefined;
}

/** What one studio process works on: open products, jobs, events, and one engine at a time. */
export class Workspace {
  readonly events = new EventHub();
  readonly jobs: JobBoard;
  readonly registry: Registry;
  readonly productsDir: string;
  readonly stateDir: string;
  /** By product: what lets its training rest. */
  readonly pauses = new Map<string, AbortController>();
  /** By product: the report of its last import, until the studio ends. */
  readonly imports = new Map<string, ImportReport>();
  /** By product: pictures that were not there when they were last looked for. */
  readonly missing = new Map<string, number>();
  readonly tryOuts = new TryOuts();
  /** By product: stages that the sample's recipe comes to by itself. */
  readonly expected = new Map<string, readonly StageWord[]>();
  readonly turns = new EngineTurns();
  /** Trainings that wait, kept over a restart. */
  readonly queue: SavedQueue;
  private readonly ownRoots: readonly string[];
  private readonly open = new Map<string, { product: Product; openedAt: string }>();
  readonly log: (line: string) => void;

  constructor(options: WorkspaceOptions = {}) {
    this.stateDir = options.stateDir ?? userStateDir();
    this.registry = new Registry(this.stateDir);
    this.queue = new SavedQueue(this.stateDir);
    this.productsDir = options.productsDir ?? join(homedir(), 'Flawsmith');
    this.ownRoots = options.roots?.map((root) => resolve(root)) ?? userRoots();
    this.log = options.log ?? (() => undefined);
    this.jobs = new JobBoard(
      (job) => this.onJob(job),
      (error) => this.log(`A job could not be announced: ${serializeError(error).message}`),
    );
  }

  get roots(): string[] {
    return [...new Set([...this.ownRoots, this.productsDir, ...this.registry.roots])];
  }

  /** Opens a product for this process to write; one that is open already is given back. @throws FlawsmithError */
  openProduct(dir: string, create?: { name: string }): { id: string; product: Product } {
    const root = resolve(dir);
    const id = productIdOf(root);
    const known = this.open.get(id);
    if (known) return { id, product: known.product };
    const product = openProduct(root, { mode: 'write', create: create !== undefined, ...create });
    this.open.set(id, { product, openedAt: new Date().toISOString() });
    this.registry.remember(root);
    this.announce(id);
    return { id, product };
  }

  /** An open product by id, opened now where it is only remembered. @throws FlawsmithError `not-found` and those of opening */
  product(id: string): Product {
    const known = this.open.get(id);
    if (known && existsSync(known.product.path('product.db'))) return known.product;
    if (known) {
      known.product.close();
      this.open.delete(id);
    }
    const remembered = this.registry.products.find(({ dir }) => productIdOf(dir) === id);
    if (!remembered)
      throw new FlawsmithError('not-found', 'This product is not open.', {
        hint: 'Open it from the home page.',
        said: said('productNotOpen'),
      });
    return this.openProduct(remembered.dir).product;
  }

  forget(id: string): void {
    const known = this.open.get(id);
    const dir = known?.product.dir ?? this.registry.products.find((product) => productIdOf(product.dir) === id)?.dir;
    known?.product.close();
    this.open.delete(id);
    void this.tryOuts.forget(id);
    if (dir) this.registry.forget(dir);
  }

  summaries(): ProductSummary[] {
    return this.registry.products.map(({ dir, openedAt }) => this.summary(productIdOf(dir), dir, openedAt));
  }

  /** What cannot be summarised is shown with the reason, and costs nobody the others. */
  private summary(id: string, dir: string, openedAt: string): ProductSummary {
    try {
      return summarize(id, this.product(id), openedAt, this.jobs.list(), {
        expected: this.expected.get(id),
        missing: this.missing.get(id),
      });
    } catch (error) {
      return unopened(id, dir, basename(dir), openedAt, serializeError(error));
    }
  }

  snapshot(): StudioEvent {
    return { type: 'snapshot', jobs: this.jobs.list(), products: this.summaries() };
  }

  /** Tells every page how a product stands now. */
  announce(id: string): ProductSummary {
    const { dir } = this.product(id);
    const summary = this.summary(id, dir, this.open.get(id)!.openedAt);
    this.events.publish({ type: 'product', product: summary });
    return summary;
  }

  private onJob(job: Job): void {
    this.events.publish({ type: 'job', job });
    if (this.open.has(job.product)) this.announce(job.product);
  }

  /**
   * Runs work with an engine, after the work that asked for one before; the job says that it waits.
   * @param onTurn called once its turn has come, before the engine is there
   */
  async withEngine<T>(
    handle: JobHandle,
    work: (engine: EngineClient) => Promise<T>,
    onTurn: () => void = () => undefined,
  ): Promise<T> {
    const tell = (place: number): void => handle.report({ doing: 'Waiting for the engine', waits: true, place });
    return this.turns.take(handle.id, handle.signal, tell, async () => {
      onTurn();
      handle.report({ doing: 'Starting the engine', waits: false, place: null });
      const engine = await startEngine({ onLog: this.log });
      try {
        return await work(engine);
      } finally {
        await engine.stop();
      }
    });
  }

  /** Ends all work and closes all products. */
  async close(): Promise<void> {
    await this.jobs.close();
    await this.tryOuts.close();
    for (const { product } of this.open.values()) product.close();
    this.open.clear();
  }
}
