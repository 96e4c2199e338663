import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const registrySchema = z.object({
  schema: z.literal(1),
  products: z.array(z.object({ dir: z.string(), openedAt: z.string() })),
  /** Folders that the user picked beside the default ones. */
  roots: z.array(z.string()),
});
type RegistryContent = z.infer<typeof registrySchema>;

/** The id of a product in addresses and messages: it follows from its folder. */
export function productIdOf(dir: string): string {
  return createHash('sha256').update(dir).digest('hex').slice(0, 16);
}

/** What the studio remembers from one start to the next: which products were opened, which folders were picked. */
export class Registry {
  private readonly file: string;
  private content: RegistryContent = { schema: 1, products: [], roots: [] };

  constructor(stateDir: string) {
    this.file = join(stateDir, 'studio.json');
    try {
      this.content = registrySchema.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch (error) {
      // A first start, or a file that somebody broke: the products themselves are not affected.
      if ((error as { code?: string }).code !== 'ENOENT') renameSync(this.file, `${this.file}.broken`);
    }
  }

  get products(): readonly { dir: string; openedAt: string }[] {
    return this.content.products;
  }

  get roots(): readonly string[] {
    return this.content.roots;
  }

  remember(dir: string): void {
    const others = this.content.products.filter((product) => product.dir !== dir);
    this.save({ ...this.content, products: [{ dir, openedAt: new Date().toISOString() }, ...others] });
  }

  forget(dir: string): void {
    this.save({ ...this.content, products: this.content.products.filter((product) => product.dir !== dir) });
  }

  allow(root: string): void {
    if (!this.content.roots.includes(root)) this.save({ ...this.content, roots: [...this.content.roots, root] });
  }

  private save(content: RegistryContent): void {
    this.content = content;
    mkdirSync(dirname(this.file), { recursive: true });
    const partial = `${this.file}.${process.pid}.tmp`;
    writeFileSync(partial, JSON.stringify(content, null, 2));
    renameSync(partial, this.file);
  }
}
