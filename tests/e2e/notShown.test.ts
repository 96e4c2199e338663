import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFolder } from '#studio/dataset/import.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { writeGoodBad } from '../fixtures/goodBad.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('what the window cannot show', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product = '';
  let own: Product;
  const outside = (): string => join(studio.dir, 'outside');

  beforeAll(async () => {
    studio = await startTestStudio();
    await writeGoodBad(outside());
    const dir = join(studio.dir, 'products', 'plate');
    const made = openProduct(dir, { mode: 'write', create: true });
    await importFolder(made, outside());
    made.close();
    ({ id: product } = await studio.client.products.open({ dir }));
    own = studio.server.workspace.product(product);
    view = await openStudioPage(studio.server.link());
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });

  it('is said with its folder, until that is open to it', async () => {
    await view.stage(product, 'dataset');
    const note = view.page.getByTestId('closed');
    await note.waitFor();
    const words = await note.innerText();
    expect(words).toContain('13 pictures are not shown');
    expect(words).toContain(outside());
    expect(words).toContain('FLAWSMITH_ROOTS');
    expect(await view.faults()).toEqual([]);
    studio.server.workspace.registry.allow(outside()); // as the command line's import and the shell's dialog do
    await view.page.reload();
    await view.page.getByTestId('gallery').waitFor();
    await expect.poll(() => note.count()).toBe(0);
  });

  it('of damaged rows is named where runs and priors are chosen', async () => {
    own.db.prepare("INSERT INTO prior_sets (name, body, saved_at) VALUES ('rough', '{', '')").run();
    own.db.prepare("INSERT INTO runs (id, body) VALUES ('run-0001', '{}')").run();
    studio.server.workspace.announce(product);
    for (const stage of ['synthesis', 'training'] as const) {
      await view.stage(product, stage);
      const damaged = view.page.getByTestId('damaged');
      await damaged.getByText('Run run-0001').waitFor();
      await damaged.getByText('Defect recipe rough').waitFor();
      expect(await view.faults(), stage).toEqual([]);
    }
  });
});
