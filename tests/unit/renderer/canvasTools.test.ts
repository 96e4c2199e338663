import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endStroke } from '#shared/vision/labeling/stroke.ts';
import { createMask } from '#shared/vision/raster.ts';
import { createBrushTool } from '../../../src/renderer/canvas/tools/brushTool.ts';
import { createPanTool } from '../../../src/renderer/canvas/tools/panTool.ts';
import { type CanvasTool, type Point, createToolbox } from '../../../src/renderer/canvas/tools/toolbox.ts';

/** A tool that draws nothing and tells what it was told. */
function telling(): { tool: CanvasTool; told: string[] } {
  const told: string[] = [];
  const tell = (what: string) => (at?: Point) => void told.push(at ? `${what} ${at.x},${at.y}` : what);
  const tool: CanvasTool = {
    mode: 'drawing',
    hitsShapes: false,
    enter: tell('enter'),
    move: tell('move'),
    complete: tell('complete'),
    cancel: tell('cancel'),
  };
  return { tool, told };
}
const at = (x: number, y: number): Point => ({ x, y });

describe('the toolbox of the canvas', () => {
  it('lets a tool work from the pointer down to the pointer up, and only then', () => {
    const { tool, told } = telling();
    const box = createToolbox(tool);
    box.move(at(1, 1));
    box.complete();
    expect([told, box.mode]).toEqual([[], 'idle']);
    box.enter(at(2, 2));
    expect(box.mode).toBe('drawing');
    box.enter(at(9, 9)); // a second finger
    box.move(at(3, 3));
    box.complete();
    box.move(at(4, 4));
    expect([told, box.mode]).toEqual([['enter 2,2', 'move 3,3', 'complete'], 'idle']);
  });

  it('tells a tool of its end once: what is completed is not cancelled', () => {
    const { tool, told } = telling();
    const box = createToolbox(tool);
    box.enter(at(0, 0));
    box.cancel();
    box.complete();
    box.cancel();
    expect([told, box.mode]).toEqual([['enter 0,0', 'cancel'], 'idle']);
  });

  it('changes no tool that is at work', () => {
    const { tool, told } = telling();
    const box = createToolbox(tool);
    const pan = createPanTool(() => undefined);
    box.enter(at(0, 0));
    expect(box.choose(pan)).toBe(false);
    box.complete();
    expect(told).toEqual(['enter 0,0', 'complete']);
    expect(box.choose(pan)).toBe(true);
    box.enter(at(0, 0));
    expect([box.tool, box.mode]).toEqual([pan, 'panning']);
  });

  it('holds the view still and the history whole while a stroke is drawn', () => {
    const { tool } = telling();
    const box = createToolbox(tool);
    const calls = ['fit', 'zoom', 'move', 'chooseTool', 'undo', 'redo'] as const;
    const allowed = (): string[] => calls.filter((call) => box.allows(call));
    expect(allowed()).toEqual([...calls]);
    box.enter(at(0, 0));
    expect(allowed()).toEqual([]);
    box.cancel();
    box.choose(createPanTool(() => undefined));
    box.enter(at(0, 0));
    expect(allowed()).toEqual(['fit', 'zoom', 'move']);
  });
});

describe('the tool that drags the view', () => {
  /** The view's place, and a pan tool in hand that moves it. */
  function panned() {
    const view = { x: 0, y: 0 };
    const box = createToolbox(createPanTool((x, y) => Object.assign(view, { x: view.x + x, y: view.y + y })));
    return { view, box };
  }
  const places = fc.array(fc.record({ x: fc.integer(), y: fc.integer() }), { minLength: 1, maxLength: 20 });

  it('moves it by what lies between pointer down and up, whatever the way', () => {
    fc.assert(
      fc.property(places, (way) => {
        const { view, box } = panned();
        box.enter(way[0]!);
        for (const place of way) box.move(place);
        box.complete();
        const end = way.at(-1)!;
        expect(view).toEqual({ x: end.x - way[0]!.x, y: end.y - way[0]!.y });
      }),
    );
  });

  it('puts it back where the drag is broken off', () => {
    fc.assert(
      fc.property(places, (way) => {
        const { view, box } = panned();
        box.enter(way[0]!);
        for (const place of way) box.move(place);
        box.cancel();
        expect(view).toEqual({ x: 0, y: 0 });
      }),
    );
  });

  it('asks for nothing where the pointer stands still, so that a click leaves a fitted picture fitted', () => {
    const moves: number[][] = [];
    const box = createToolbox(createPanTool((...by) => moves.push(by)));
    box.enter(at(5, 5));
    box.move(at(5, 5));
    box.complete();
    expect(moves).toEqual([]);
  });
});

describe('the brush', () => {
  /** A brush on a mask of 20 × 1 whose pixels are `wide` pixels of the screen. */
  function brushOn(wide: number) {
    const mask = createMask(20, 1);
    const tool = createBrushTool(
      {
        toPicture: ({ x }) => [x / wide, 0.5],
        ...{ layer: () => ({ mask }), size: () => 1, changed: () => undefined },
        record: (_layer, _tool, stroke) => void endStroke(stroke),
      },
      'brush',
    );
    const click = (x: number, isStraight: boolean): void => {
      tool.enter({ x, y: 0, isStraight });
      tool.complete();
    };
    return { mask, click };
  }

  it('goes straight on with Shift from where its last stroke on these masks ended, and not on others', () => {
    const [fine, coarse] = [brushOn(1), brushOn(10)];
    fine.click(2.5, false);
    coarse.click(155, true);
    fine.click(5.5, true);
    expect([fine, coarse].map(({ mask }) => [...mask.data.keys()].filter((i) => mask.data[i]))).toEqual([
      [2, 3, 4, 5],
      [15],
    ]);
  });
});
