import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leastSize, placeWindow, readWindowState, writeWindowState } from '../../../src/main/shell/windowState.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 1280, height: 1000 };
const kept = { x: 2000, y: 100, width: 1200, height: 800, isMaximized: false };

describe('where the window opens', () => {
  it('is where it was closed while that screen is there, else in the middle of the first', () => {
    expect(placeWindow(kept, [screen, second])).toEqual({ x: 2000, y: 100, width: 1200, height: 800 });
    expect(placeWindow(kept, [screen])).toEqual({ width: 1200, height: 800 });
    expect(placeWindow(null, [screen])).toEqual({ width: 1440, height: 900 });
  });

  it('is never where it cannot be dragged from, and never larger than its screen allows', () => {
    const coordinate = fc.integer({ min: -5000, max: 5000 });
    const length = fc.integer({ min: 1, max: 6000 });
    const state = fc.record({ x: coordinate, y: coordinate, width: length, height: length, isMaximized: fc.boolean() });
    const area = fc.record({
      x: coordinate,
      y: coordinate,
      width: fc.integer({ min: 1024, max: 4000 }),
      height: fc.integer({ min: 700, max: 3000 }),
    });
    fc.assert(
      fc.property(state, fc.array(area, { minLength: 1, maxLength: 3 }), (was, areas) => {
        const placed = placeWindow(was, areas);
        expect(placed.width).toBeGreaterThanOrEqual(leastSize.width);
        expect(placed.height).toBeGreaterThanOrEqual(leastSize.height);
        if (placed.x === undefined || placed.y === undefined) {
          expect(placed.width).toBeLessThanOrEqual(areas[0]!.width);
          return;
        }
        const { x, y, width } = placed as { x: number; y: number; width: number };
        const holds = areas.some(
          (on) =>
            y >= on.y && y + 24 <= on.y + on.height && x < on.x + on.width && x + width > on.x && width <= on.width,
        );
        expect(holds).toBe(true);
      }),
    );
  });
});

describe('what is kept of the window', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-window-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('comes back as it was written, and is nothing where the file is damaged or not there', async () => {
    const file = join(dir, 'window.json');
    expect(readWindowState(file)).toBe(null);
    writeWindowState(file, kept);
    expect(readWindowState(file)).toEqual(kept);
    for (const damaged of [(await readFile(file, 'utf8')).slice(0, -5), '{}', JSON.stringify({ ...kept, width: -1 })]) {
      await writeFile(file, damaged);
      expect(readWindowState(file)).toBe(null);
    }
  });
});
