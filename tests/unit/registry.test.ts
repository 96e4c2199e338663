import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Registry } from '#studio/workspace/registry.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-registry-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('what a studio remembers', () => {
  it('of two studios is what each of them remembers and allows', () => {
    const [one, other] = [new Registry(dir), new Registry(dir)];
    one.remember('/a');
    other.remember('/b');
    other.allow('/roots/b');
    one.allow('/roots/a');
    one.forget('/b');
    const after = new Registry(dir);
    expect(after.products.map((product) => product.dir)).toEqual(['/a']);
    expect([...after.roots].sort()).toEqual(['/roots/a', '/roots/b']);
  });

  it('is all there where processes write in the same moment', async () => {
    const [studios, products] = [4, 12];
    const children = Array.from({ length: studios }, (_, i) =>
      fork(new URL('../fixtures/registering.ts', import.meta.url), [dir, `/s${i}`, String(products)]),
    );
    const ready = children.map((child) => once(child, 'message'));
    const ended = children.map((child) => once(child, 'exit'));
    await Promise.all(ready);
    children.forEach((child) => child.send('begin'));
    expect((await Promise.all(ended)).map(([code]) => code as number)).toEqual(Array(studios).fill(0));
    expect(new Registry(dir).products).toHaveLength(studios * products);
  });

  it('begins anew where the file is broken, which is kept', async () => {
    await writeFile(join(dir, 'studio.json'), '{"schema": 1');
    const registry = new Registry(dir);
    expect(registry.products).toEqual([]);
    expect(existsSync(join(dir, 'studio.json')), 'nothing is done to it by looking').toBe(true);
    registry.remember('/a');
    expect(await readFile(join(dir, 'studio.json.broken'), 'utf8')).toBe('{"schema": 1');
    expect(new Registry(dir).products.map((product) => product.dir)).toEqual(['/a']);
  });
});
