import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type History,
  add,
  changesOf,
  emptyHistory,
  mark,
  redo,
  undo,
} from '../../../src/renderer/canvas/tools/history.ts';

const draw = (history: History<number>, stroke: readonly number[]): History<number> =>
  stroke.reduce((made, change) => add(made, change), mark(history));
const drawAll = (strokes: readonly (readonly number[])[]): History<number> =>
  strokes.reduce(draw, emptyHistory as History<number>);
const times = (n: number, step: (history: History<number>) => History<number>, from: History<number>) =>
  Array.from({ length: n }).reduce<History<number>>((history) => step(history), from);

const stroke = fc.array(fc.integer(), { minLength: 1, maxLength: 5 });
const hundred = fc.array(stroke, { minLength: 1, maxLength: 100 });

describe('the history of strokes', () => {
  it('comes back to the start when all is undone, and to the same again when all is redone, 100 deep', () => {
    fc.assert(
      fc.property(hundred, (strokes) => {
        const drawn = drawAll(strokes);
        const undone = times(strokes.length, undo, drawn);
        expect(changesOf(undone)).toEqual([]);
        expect(times(strokes.length, redo, undone)).toEqual(drawn);
      }),
    );
    const deep = drawAll(Array.from({ length: 100 }, (_, i) => [i, 100 + i]));
    expect(changesOf(times(99, undo, deep))).toEqual([0, 100]);
    expect(times(99, redo, times(99, undo, deep))).toEqual(deep);
  });

  it('takes whole strokes: after any number of undos the first strokes stand, change for change', () => {
    fc.assert(
      fc.property(hundred, fc.nat(120), (strokes, n) => {
        const left = strokes.slice(0, Math.max(0, strokes.length - n));
        expect(changesOf(times(n, undo, drawAll(strokes)))).toEqual(left.flat());
      }),
    );
  });

  it('has nothing to redo once something new was drawn', () => {
    fc.assert(
      fc.property(hundred, stroke, (strokes, other) => {
        const drawn = draw(undo(drawAll(strokes)), other);
        expect(redo(drawn)).toBe(drawn);
        expect(changesOf(drawn)).toEqual([...strokes.slice(0, -1), other].flat());
      }),
    );
  });

  it('keeps no stroke without a change, and what was undone while none was added', () => {
    const undone = undo(drawAll([[1], [2, 3]]));
    const clicked = mark(mark(undone));
    expect(changesOf(redo(clicked))).toEqual([1, 2, 3]);
    expect(changesOf(undo(clicked))).toEqual([]);
  });

  it('stands still where there is nothing to undo or redo', () => {
    const drawn = drawAll([[1]]);
    expect(redo(drawn)).toBe(drawn);
    expect(undo(emptyHistory)).toBe(emptyHistory);
  });

  it('never changes a history in place: a stroke is broken off by going back to the one before it', () => {
    const before = drawAll([[1], [2]]);
    const copy = structuredClone(before);
    draw(undo(before), [7, 8, 9]);
    expect(before).toEqual(copy);
  });
});
