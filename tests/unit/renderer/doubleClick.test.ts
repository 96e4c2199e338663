import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DoubleClick, createDoubleClick } from '../../../src/renderer/canvas/tools/doubleClick.ts';

const slack = 4;
/** A press at x whose pointer goes to each place given and comes up at a time; whether it ended a double click. */
function press(clicks: DoubleClick, time: number, x: number, through: readonly number[] = []): boolean {
  clicks.down({ x, y: 0 });
  for (const place of through) clicks.move({ x: place, y: 0 });
  return clicks.up(time);
}

describe('the double click', () => {
  it('is two clicks near each other within 400 ms, and a third begins anew', () => {
    const clicks = createDoubleClick(slack);
    const ended = [0, 399, 500, 899, 1300, 1700].map((time) => press(clicks, time, time % 2 ? 12 : 10));
    expect(ended).toEqual([false, true, false, true, false, false]);
  });

  it('is none where the clicks lie apart', () => {
    const clicks = createDoubleClick(slack);
    expect([press(clicks, 0, 10), press(clicks, 100, 15), press(clicks, 200, 15)]).toEqual([false, false, true]);
  });

  it('bears a pointer that trembles', () => {
    const clicks = createDoubleClick(slack);
    expect([press(clicks, 0, 10, [11, 13, 10]), press(clicks, 100, 11, [9])]).toEqual([false, true]);
  });

  it('is never ended nor begun by a drag, however quickly and wherever it ends', () => {
    const far = fc.integer({ min: slack + 1, max: 500 });
    const drags = fc.array(fc.record({ to: far, back: fc.boolean() }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(drags, fc.boolean(), (quick, clickFirst) => {
        const clicks = createDoubleClick(slack);
        if (clickFirst) press(clicks, 0, 0);
        const ended = quick.map(({ to, back }, nth) => press(clicks, nth + 1, 0, back ? [to, 0] : [to]));
        expect(ended).not.toContain(true);
        expect([press(clicks, 20, 0), press(clicks, 30, 0)]).toEqual([false, true]);
      }),
    );
  });

  it('counts no press with a second finger, none that was lost and no release without a press', () => {
    const clicks = createDoubleClick(slack);
    press(clicks, 0, 0);
    clicks.down({ x: 0, y: 0 });
    expect([press(clicks, 10, 0), clicks.up(11)]).toEqual([false, false]);
    press(clicks, 20, 0);
    clicks.down({ x: 0, y: 0 });
    clicks.forget();
    expect([clicks.up(30), press(clicks, 40, 0), press(clicks, 50, 0)]).toEqual([false, false, true]);
  });
});
