import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancelledError, FlawsmithError } from '#shared/errors.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { figuresInWorker } from '#studio/evaluation/figures.ts';
import type { FiguresTask } from '#studio/evaluation/figuresWorker.ts';
import { readRawMap } from '#studio/evaluation/mapFiles.ts';
import { computeFigures } from '#studio/evaluation/report.ts';

const size = 64;
const count = 100;
const dir = mkdtempSync(join(tmpdir(), 'flawsmith-figures-'));
let task: FiguresTask;

beforeAll(() => {
  mkdirSync(dir, { recursive: true });
  const random = createRandom(1);
  const mask: Mask = { width: size, height: size, data: new Uint8Array(size * size).fill(255, 300, 400) };
  const maps = Array.from({ length: count }, (_, i) => {
    const bytes = Buffer.alloc(size * size * 4);
    for (let at = 0; at < size * size; at++) bytes.writeFloatLE(random.next(), 4 * at);
    const file = join(dir, `${i}.f32`);
    writeFileSync(file, bytes);
    return file;
  });
  const isAnomalous = (i: number): boolean => i % 2 === 1;
  task = {
    pictures: maps.map((_, i) => ({
      score: random.next() + (isAnomalous(i) ? 0.5 : 0),
      isAnomalous: isAnomalous(i),
      kind: isAnomalous(i) ? 'dent' : null,
      part: `part ${i}`,
    })),
    limits: { acceptLimit: 0.5, rejectLimit: 0.8 },
    maps,
    shape: { width: size, height: size },
    cover: { width: size, height: size, left: 0, top: 0 },
    masks: maps.map((_, i) => (isAnomalous(i) ? mask : null)),
    ignored: [],
  };
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('figures in a thread of their own', () => {
  it('are those that this process computes, and the event loop turns meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const seen: number[] = [];
    const figures = await figuresInWorker(task, { onFigures: (done, total) => void seen.push(done, total) });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
    expect(seen.slice(0, 2)).toEqual([1, count]);
    expect(seen.at(-2)).toBe(count);
    const here = computeFigures(
      task.pictures,
      task.limits,
      (i) => readRawMap(task.maps[i]!, task.shape),
      (i) => task.masks[i]!,
    );
    expect(figures).toEqual(here);
  });

  it('stop when they are cancelled, and do not begin when they were', async () => {
    const stop = new AbortController();
    const figures = figuresInWorker(task, { signal: stop.signal, onFigures: () => stop.abort() });
    await expect(figures).rejects.toBeInstanceOf(CancelledError);
    await expect(figuresInWorker(task, { signal: stop.signal })).rejects.toBeInstanceOf(CancelledError);
  });

  it('say which map is not there, with its code', async () => {
    const gone = { ...task, maps: [join(dir, 'gone.f32'), ...task.maps.slice(1)] };
    const failure = await figuresInWorker(gone).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FlawsmithError);
    expect(failure).toMatchObject({ code: 'not-found', file: join(dir, 'gone.f32') });
  });

  it('say plainly that their thread ended', async () => {
    const worker = new URL('../fixtures/dyingWorker.ts', import.meta.url);
    const failure = await figuresInWorker(task, { worker }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'internal', message: expect.stringMatching(/thread stopped/) });
    expect(failure).toMatchObject({ hint: expect.stringMatching(/memory/) });
  });
});

describe('a raw map', () => {
  it('is read as it was written, bit for bit', () => {
    const values = Float32Array.of(0, -0, 1, 0.1, Infinity, -2.5e-42, 3.4e38, 1e-7, 0.5);
    const file = join(dir, 'values.f32');
    const bytes = Buffer.alloc(36);
    values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
    writeFileSync(file, bytes);
    const shape = { width: 9, height: 1 };
    expect([...readRawMap(file, shape).data].map((value) => Object.is(value, -0))).toContain(true);
    expect(readRawMap(file, shape).data).toEqual(values);
    expect(() => readRawMap(file, { width: 4, height: 4 })).toThrow(/36 bytes instead of 64/);
  });
});
