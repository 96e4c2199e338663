import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { FlawsmithError } from '#shared/errors.ts';
import { holdExclusively } from '../store/exclusive.ts';

const registrySchema = z.object({
  schema: z.literal(1),
  products: z.array(z.object({ dir: z.string(), openedAt: z.string() })),
  /** Folders that the user picked beside the default ones. */
  roots: z.array(z.string()),
  /** Whether the sample's first run was begun, or is done with: made, declined or taken away. */
  sample: z.enum(['begun', 'done']).optional(),
});
type RegistryContent = z.infer<typeof registrySchema>;

const nothingYet: RegistryContent = { schema: 1, products: [], roots: [] };

/** The file is held for one write; who waits longer than this, on a slow disk too, meets something else. */
const mostWaitMs = 20_000;

/** The id of a product in addresses and messages: it follows from its folder. */
export function productIdOf(dir: string): string {
  return createHash('sha256').update(dir).digest('hex').slice(0, 16);
}

/** What the studio remembers from one start to the next: which products were opened, which folders were picked. */
export class Registry {
  private readonly file: string;
  private content: RegistryContent;

  constructor(stateDir: string) {
    this.file = join(stateDir, 'studio.json');
    this.content = this.read() ?? nothingYet;
  }

  /** @returns null for a file that somebody broke: the products themselves are not affected */
  private read(): RegistryContent | null {
    try {
      return registrySchema.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch (error) {
      return (error as { code?: string }).code === 'ENOENT' ? nothingYet : null;
    }
  }

  get products(): readonly { dir: string; openedAt: string }[] {
    return this.content.products;
  }

  get roots(): readonly string[] {
    return this.content.roots;
  }

  get sample(): RegistryContent['sample'] {
    return this.content.sample;
  }

  markSample(sample: NonNullable<RegistryContent['sample']>): void {
    this.change((content) => ({ ...content, sample }));
  }

  remember(dir: string): void {
    this.change(({ products, ...rest }) => {
      const others = products.filter((product) => product.dir !== dir);
      return { ...rest, products: [{ dir, openedAt: new Date().toISOString() }, ...others] };
    });
  }

  forget(dir: string): void {
    this.change(({ products, ...rest }) => ({ ...rest, products: products.filter((product) => product.dir !== dir) }));
  }

  allow(root: string): void {
    if (this.content.roots.includes(root)) return;
    this.change(({ roots, ...rest }) => ({ ...rest, roots: [...roots.filter((known) => known !== root), root] }));
  }

  /** Changes what stands in the file now, whatever another studio wrote to it since, or is about to write. */
  private change(change: (content: RegistryContent) => RegistryContent): void {
    mkdirSync(dirname(this.file), { recursive: true });
    this.alone(() => {
      const content = this.read();
      if (!content) renameSync(this.file, `${this.file}.broken`);
      this.save(change(content ?? nothingYet));
    });
  }

  /** @throws FlawsmithError `not-writable` where another studio does not let go of the file; what a write throws */
  private alone(work: () => void): void {
    const lock = holdExclusively(`${this.file}.lock`, mostWaitMs);
    if (typeof lock === 'string') {
      throw new FlawsmithError('not-writable', `Another studio keeps what this one wants to write: ${this.file}`, {
        file: this.file,
        hint: 'Close the other studio, then try again.',
      });
    }
    try {
      work();
    } finally {
      lock.close();
    }
  }

  private save(content: RegistryContent): void {
    const partial = `${this.file}.${process.pid}.tmp`;
    writeFileSync(partial, JSON.stringify(content, null, 2), { flush: true });
    renameSync(partial, this.file);
    this.content = content;
  }
}
