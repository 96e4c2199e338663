import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Registry } from '#studio/workspace/registry.ts';

it('of two studios keeps what each of them remembers and allows', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'flawsmith-registry-'));
  try {
    const [one, other] = [new Registry(dir), new Registry(dir)];
    one.remember('/a');
    other.remember('/b');
    other.allow('/roots/b');
    one.allow('/roots/a');
    one.forget('/b');
    const after = new Registry(dir);
    expect(after.products.map((product) => product.dir)).toEqual(['/a']);
    expect([...after.roots].sort()).toEqual(['/roots/a', '/roots/b']);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
