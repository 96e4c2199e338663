import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sweepDisc } from '#shared/vision/labeling/brush.ts';
import { type Patch, applyPatch } from '#shared/vision/labeling/patch.ts';
import { beginKeptStroke, endStroke } from '#shared/vision/labeling/stroke.ts';
import { type WholeEdit, type WholeTool, editWhole } from '#shared/vision/labeling/wholeEdit.ts';
import { type Mask, createMask } from '#shared/vision/raster.ts';
import { EditQueue } from '../../../src/renderer/stages/label/editQueue.ts';
import type { DoneStroke, Layer } from '../../../src/renderer/stages/label/labelPicture.ts';

const kinds = ['pit', 'scratch'] as const;
type Kind = (typeof kinds)[number];
type Step =
  | { do: 'stroke'; kind: Kind; at: [number, number, number, number]; isSet: boolean }
  | { do: 'whole'; tool: WholeTool; kind: Kind; isFailing: boolean }
  | { do: 'undo' | 'redo' }
  /** The edit that is under way is done. */
  | { do: 'answer' };

const place = fc.integer({ min: -2, max: 14 });
const kind = fc.constantFrom(...kinds);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('stroke' as const),
      kind,
      at: fc.tuple(place, place, place, place),
      isSet: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('whole' as const),
      tool: fc.constantFrom<WholeTool[]>('holes', 'invert', 'grow', 'shrink', 'clear'),
      ...{ kind, isFailing: fc.constantFrom(false, false, false, true) },
    }),
    fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const) }),
    fc.record({ do: fc.constant('answer' as const) }),
  ),
  { maxLength: 24 },
);

/** A picture without a page; `asked` edits are done when they are answered. */
class Picture {
  readonly layers = new Map<string, Layer>();
  done: DoneStroke[] = [];
  undone: DoneStroke[] = [];
  readonly asked: (() => void)[] = [];
  readonly failures: unknown[] = [];
  failNext: boolean[] = [];
  readonly edits = new EditQueue({
    layer: (name) => this.layer(name),
    changed: () => undefined,
    keep: (name, tool, patch) => this.keep(name, tool, patch),
    next: (way) => (way === 'undo' ? this.done : this.undone).at(-1),
    turned: (way) => this.turned(way),
    failed: (error) => void this.failures.push(error),
    work: (mask, edit) => this.#work(mask, edit),
  });

  layer(name: string): Layer {
    const mask = createMask(12, 10);
    const tiles = { update: () => undefined, take: () => undefined, draw: () => true };
    if (!this.layers.has(name)) this.layers.set(name, { kind: name, mask, tiles, area: 0 });
    return this.layers.get(name)!;
  }
  keep(name: string, tool: DoneStroke['tool'], patch: Patch): void {
    this.done = [...this.done, { kind: name, tool, patch }];
    this.undone = [];
  }
  turned(way: 'undo' | 'redo'): void {
    const [from, to] = way === 'undo' ? [this.done, this.undone] : [this.undone, this.done];
    to.push(from.pop()!);
  }
  #work(mask: Mask, edit: WholeEdit): ReturnType<ConstructorParameters<typeof EditQueue>[0]['work']> {
    const own = { ...mask, data: mask.data.slice() };
    const isFailing = edit.do !== 'turn' && this.failNext.shift();
    return new Promise((resolve, reject) =>
      this.asked.push(() => (isFailing ? reject(new Error('no')) : resolve({ ...editWhole(own, edit), mask: own }))),
    );
  }
  paint(name: Kind, [x0, y0, x1, y1]: readonly number[], isSet: boolean): () => void {
    const stroke = beginKeptStroke(this.layer(name).mask);
    sweepDisc(stroke, [x0!, y0!], [x1!, y1!], 1.5, isSet);
    return () => this.edits.finish(name, isSet ? 'brush' : 'eraser', stroke);
  }
  async answerAll(): Promise<void> {
    while (!this.edits.isIdle) {
      this.asked.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  pixels(): Record<string, number[]> {
    return Object.fromEntries(kinds.map((name) => [name, [...this.layer(name).mask.data]]));
  }
}

/** The same, one after another. */
function inTurn(all: readonly Step[]): Picture {
  const picture = new Picture();
  for (const step of all) {
    if (step.do === 'answer') continue;
    if (step.do === 'undo' || step.do === 'redo') {
      const stroke = (step.do === 'undo' ? picture.done : picture.undone).at(-1);
      if (!stroke) continue;
      applyPatch(picture.layer(stroke.kind).mask, stroke.patch, step.do === 'undo');
      picture.turned(step.do);
    } else if (step.do === 'stroke') {
      const stroke = beginKeptStroke(picture.layer(step.kind).mask);
      sweepDisc(stroke, [step.at[0], step.at[1]], [step.at[2], step.at[3]], 1.5, step.isSet);
      const patch = endStroke(stroke);
      if (patch) picture.keep(step.kind, step.isSet ? 'brush' : 'eraser', patch);
    } else if (step.do === 'whole' && !step.isFailing) {
      const { patch } = editWhole(picture.layer(step.kind).mask, { do: step.tool });
      if (patch) picture.keep(step.kind, step.tool, patch);
    }
  }
  return picture;
}

describe('edits of a picture', () => {
  it('leave what they leave one after another, whatever is painted and taken back while some are under way', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const picture = new Picture();
        for (const step of all) {
          if (step.do === 'answer') picture.asked.shift()?.();
          else if (step.do === 'stroke') picture.paint(step.kind, step.at, step.isSet)();
          else if (step.do === 'whole') {
            picture.failNext.push(step.isFailing);
            picture.edits.whole(step.kind, step.tool, { do: step.tool });
          } else picture.edits.turn(step.do);
          if (step.do === 'answer') await new Promise((resolve) => setImmediate(resolve));
        }
        await picture.answerAll();
        const expected = inTurn(all);
        expect(picture.pixels()).toEqual(expected.pixels());
        expect(picture.done).toEqual(expected.done);
        expect(picture.undone).toEqual(expected.undone);
      }),
      { numRuns: 200 },
    );
  });

  it('shows a stroke at once that is painted while another edit is under way, and keeps it after that', async () => {
    const picture = new Picture();
    picture.edits.whole('pit', 'invert', { do: 'invert' });
    picture.paint('pit', [3, 3, 3, 3], true)();
    await Promise.resolve();
    expect(picture.layer('pit').mask.data.some((value) => value === 255)).toBe(true);
    expect(picture.done).toEqual([]);
    await picture.answerAll();
    expect(picture.done.map(({ tool }) => tool)).toEqual(['invert']); // all that the brush marked is marked already
    expect(picture.layer('pit').mask.data.every((value) => value === 255)).toBe(true);
  });

  it('does not lose a stroke that was begun before an edit and ends after it', async () => {
    const picture = new Picture();
    picture.paint('pit', [3, 3, 8, 3], true)();
    picture.edits.whole('pit', 'invert', { do: 'invert' });
    picture.edits.hold(true);
    const end = picture.paint('pit', [3, 4, 8, 4], false);
    picture.asked.shift()!();
    await new Promise((resolve) => setImmediate(resolve));
    expect(picture.done.map(({ tool }) => tool)).toEqual(['brush']); // the mask is not changed under the brush
    picture.edits.turn('undo');
    end();
    picture.edits.hold(false);
    await picture.answerAll();
    expect(picture.done.map(({ tool }) => tool)).toEqual(['brush', 'eraser']);
    const { data } = picture.layer('pit').mask;
    expect([data[1 * 12 + 5], data[4 * 12 + 5], data[0]]).toEqual([255, 0, 0]);
  });
});
