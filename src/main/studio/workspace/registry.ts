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
  private content: RegistryContent;

  constructor(stateDir: string) {
    this.file = join(stateDir, 'studio.json');
    this.content = this.read();
  }

  private read(): RegistryContent {
    try {
      return registrySchema.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch (error) {
      // A first start, or a file that somebody broke: the products themselves are not affected.
      if ((error as { code?: string }).code !== 'ENOENT') renameSync(this.file, `${this.file}.broken`);
      return { schema: 1, products: [], roots: [] };
    }
  }

  get products(): readonly { dir: string; openedAt: string }[] {
    return this.content.products;
  }

  get roots(): readonly string[] {
    return this.content.roots;
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

  /** Changes what stands in the file now: another studio may have written to it since. */
  private change(change: (content: RegistryContent) => RegistryContent): void {
    this.save(change(this.read()));
  }

  private save(content: RegistryContent): void {
    this.content = content;
    mkdirSync(dirname(this.file), { recursive: true });
    const partial = `${this.file}.${process.pid}.tmp`;
    writeFileSync(partial, JSON.stringify(content, null, 2), { flush: true });
    renameSync(partial, this.file);
  }
}
