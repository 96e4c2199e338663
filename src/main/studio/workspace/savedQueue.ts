import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { backboneWordSchema } from '#shared/domain/backbones.ts';
import { movedSchema } from '#shared/domain/movement.ts';
import { priorSetSchema } from '#shared/domain/priors.ts';
import { ablationSchema, budgetSchema, lossWeightsSchema } from '#shared/domain/runs.ts';

const newRunSchema = z.object({
  name: z.string().optional(),
  priorSet: priorSetSchema,
  budget: budgetSchema,
  seed: z.number().int(),
  size: z.number().int(),
  loss: lossWeightsSchema,
  backbone: backboneWordSchema.optional(),
  moved: movedSchema.optional(),
  ablation: ablationSchema.optional(),
});

const entrySchema = z.object({
  /** Of the job; a new run takes it as its key too, so that one that has begun is known as such. */
  id: z.string(),
  /** Folder of the product. */
  dir: z.string(),
  order: z.union([z.object({ resume: z.string() }), newRunSchema]),
});
/** A training that was ordered and has not begun. */
export type QueuedTraining = z.infer<typeof entrySchema>;

const fileSchema = z.object({ schema: z.literal(1), queue: z.array(entrySchema) });

/** The trainings that were ordered and have not begun, kept in a file from one start of the studio to the next. */
export class SavedQueue {
  private readonly file: string;

  constructor(stateDir: string) {
    this.file = join(stateDir, 'queue.json');
  }

  /** In their order. A file that somebody broke is set aside; the products are not affected. */
  list(): QueuedTraining[] {
    try {
      return fileSchema.parse(JSON.parse(readFileSync(this.file, 'utf8'))).queue;
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') renameSync(this.file, `${this.file}.broken`);
      return [];
    }
  }

  add(entry: QueuedTraining): void {
    this.save([...this.list().filter(({ id }) => id !== entry.id), entry]);
  }

  remove(id: string): void {
    const queue = this.list();
    if (queue.some((entry) => entry.id === id)) this.save(queue.filter((entry) => entry.id !== id));
  }

  /** Puts them in the order of these ids; others stay behind them. */
  arrange(ids: readonly string[]): void {
    const place = ({ id }: QueuedTraining): number => (ids.includes(id) ? ids.indexOf(id) : ids.length);
    this.save(this.list().sort((a, b) => place(a) - place(b)));
  }

  private save(queue: QueuedTraining[]): void {
    mkdirSync(dirname(this.file), { recursive: true });
    const partial = `${this.file}.${process.pid}.tmp`;
    writeFileSync(partial, JSON.stringify({ schema: 1, queue }, null, 2), { flush: true });
    renameSync(partial, this.file);
  }
}
