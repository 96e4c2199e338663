import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseCsvUrl } from '#shared/contract/studio.ts';
import { listImages } from '#studio/store/images.ts';
import { saveScores } from '#studio/store/records.ts';
import { runCli } from '../fixtures/cli.ts';
import { type ReleasedProduct, releasedProduct } from '../fixtures/released.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('releases', () => {
  let studio: TestStudio;
  let made: ReleasedProduct;
  let product: string;

  beforeAll(async () => {
    studio = await startTestStudio();
    made = await releasedProduct(studio, 3);
    ({ product } = made);
  });
  afterAll(() => studio.close());

  const states = async (): Promise<string[]> =>
    (await studio.client.export.packages({ product })).map(({ release, standing }) => `${release} ${standing.state}`);
  const stage = async (): Promise<string> => (await studio.client.products.list())[0]!.stages.export.word;

  it('hold by the newest that is not withdrawn; a roll-back withdraws all later ones, and every step is audited with its reason', async () => {
    expect(await states()).toEqual(['3 inForce', '2 replaced', '1 replaced']);
    expect(await stage()).toBe('release 3');
    await studio.client.export.withdraw({ product, release: 3, why: 'stops good parts' });
    expect(await states()).toEqual(['3 withdrawn', '2 inForce', '1 replaced']);
    expect(await stage()).toBe('release 2');
    await studio.client.export.restore({ product, release: 3, why: 'it was the lamp' });
    expect(await studio.client.export.rollBack({ product, release: 1, why: 'audit' })).toEqual([2, 3]);
    expect(await states()).toEqual(['3 withdrawn', '2 withdrawn', '1 inForce']);
    const audit = (await studio.client.export.audit({ product })).filter(({ what }) => what.startsWith('release '));
    expect(audit.map(({ what, new: about, why }) => `${what} ${about} ${why}`)).toEqual([
      'release withdrawn {"release":3} stops good parts',
      'release restored {"release":3} it was the lamp',
      'release withdrawn {"release":2} audit',
      'release withdrawn {"release":3} audit',
    ]);
    await studio.client.export.withdraw({ product, release: 1, why: 'none is good' });
    expect(await stage()).toBe('to export');
    for (const release of [1, 2, 3]) await studio.client.export.restore({ product, release, why: 'end of the test' });
  });

  it('are approved by name and reason, and by neither alone; a withdrawal ends the approval', async () => {
    const approve = (name: string, why: string) => studio.client.export.approve({ product, release: 3, name, why });
    await expect(approve(' ', 'good')).rejects.toThrow();
    await expect(approve('A. Example', ' ')).rejects.toThrow();
    await approve('A. Example', '40 parts looked at');
    const standing = async () => (await studio.client.export.packages({ product }))[0]!.standing;
    expect((await standing()).approved).toMatchObject({ name: 'A. Example', why: '40 parts looked at' });
    await studio.client.export.withdraw({ product, release: 3, why: 'a doubt' });
    expect(await standing()).toMatchObject({ state: 'withdrawn', approved: null, withdrawn: { why: 'a doubt' } });
    await expect(approve('A. Example', 'all the same')).rejects.toThrow('withdrawn');
    await studio.client.export.restore({ product, release: 3, why: 'no doubt' });
    expect(await standing()).toMatchObject({ state: 'inForce', approved: null });
  });

  it('are never altered by any of this: their packages stay whole', async () => {
    for (const dir of made.packages) expect((await runCli('verify', dir)).code).toBe(0);
  });

  it('whose package is not whole are neither approved nor gone back to', async () => {
    await writeFile(join(made.packages[1]!, 'score.py'), 'changed');
    await expect(studio.client.export.rollBack({ product, release: 2, why: 'x' })).rejects.toThrow('score.py');
    expect(await states()).toEqual(['3 inForce', '2 replaced', '1 replaced']);
  });

  it('say what changed since the one before, on the same pictures', async () => {
    expect(await studio.client.export.changes({ product, release: 1 })).toBeNull();
    expect(await studio.client.export.changes({ product, release: 3 })).toEqual({
      before: 2,
      changes: [],
      verdicts: null,
    });
    const { db } = studio.server.workspace.product(product);
    const test = listImages(db, { split: 'test' });
    saveScores(
      db,
      'run-0001',
      test.map(({ id }, i) => ({ image: id, score: i / 10 })),
    );
    expect((await studio.client.export.changes({ product, release: 3 }))!.verdicts).toEqual({
      pictures: test.length,
      changes: [],
    });
  });

  it('give their run’s scores as CSV, with verdicts at their own limits', async () => {
    const headers = { authorization: `Bearer ${studio.server.token}` };
    const answer = await fetch(studio.origin + releaseCsvUrl(product, 3), { headers });
    const [head, ...lines] = (await answer.text()).trimEnd().split('\r\n');
    expect(head).toBe('file,label,kind,split,session,part,score,verdict');
    const test = listImages(studio.server.workspace.product(product).db, { split: 'test' });
    expect(lines).toHaveLength(test.length);
    for (const [i, line] of lines.entries()) {
      const verdict = i < 4 ? 'ok' : i < 6 ? 'review' : 'ng';
      expect(line).toMatch(new RegExp(`^.*${test[i]!.label},.*,test,.*,${i / 10},${verdict}$`));
    }
  });

  it('have a certificate that the window can show', async () => {
    const page = await studio.client.export.certificate({ product, release: 1 });
    expect(page).toContain('Certificate of export');
    expect(page.match(/<img src="data:image\/jpeg;base64,/g)).toHaveLength(3);
    await expect(studio.client.export.certificate({ product, release: 9 })).rejects.toThrow('no release 9');
  });

  it('are asked about before they are made, where the run was not judged', async () => {
    expect(await studio.client.export.questions({ product, run: 'run-0001' })).toEqual({
      stoppedEarly: null,
      notJudged: true,
      failed: [],
      stale: [],
    });
  });

  it('are listed and decided about on the command line too, with the same words in the audit trail', async () => {
    const { dir } = studio.server.workspace.product(product);
    const listed = await runCli('releases', dir);
    expect(listed.rows.map(({ release, state }) => `${String(release)} ${String(state)}`)).toEqual(
      (await states()).reverse(),
    );
    expect((await runCli('releases', dir, '--withdraw', '3', '--why', 'x')).code).toBe(1); // the studio has it open
    await studio.client.products.forget({ product });
    expect((await runCli('releases', dir, '--withdraw', '3')).code).toBe(2);
    expect((await runCli('releases', dir, '--why', 'x')).code).toBe(2);
    const { code, rows } = await runCli('releases', dir, '--withdraw', '3', '--why', 'seen on the line');
    expect(code).toBe(0);
    expect(rows.at(-1)).toMatchObject({ release: 3, state: 'withdrawn', withdrawn: { why: 'seen on the line' } });
    const audit = await runCli('audit', dir);
    expect(audit.rows.at(-1)).toMatchObject({
      ...{ what: 'release withdrawn', new: { release: 3 }, why: 'seen on the line' },
    });
  });
});
