import type { Place } from '#shared/vision/labeling/brush.ts';
import type { CanvasTools } from './useCanvasTools.ts';

const ways: Readonly<Record<string, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The pointer by keys, for a canvas that has the focus: arrows move a cross by a pixel (Shift: ten), Enter puts the tool down and
 * lifts it again, Escape leaves the canvas.
 */
export function crossKeys(
  { stage, cross, tool, polygon }: CanvasTools,
  sides: () => { width: number; height: number },
) {
  let isDown = false;
  const at = (): Place => cross.value ?? [Math.floor(sides().width / 2) + 0.5, Math.floor(sides().height / 2) + 0.5];

  function go([x, y]: Place): void {
    const { width, height } = sides();
    cross.value = [Math.min(width - 0.5, Math.max(0.5, x)), Math.min(height - 0.5, Math.max(0.5, y))];
    if (isDown) stage.toolbox.move(stage.toScreen(cross.value));
    stage.redrawTop();
  }
  /** Keys by which a proposal is taken or left: the page's. */
  const isProposalKey = ({ key }: KeyboardEvent): boolean =>
    tool.value === 'detector' && (key === 'Enter' || key === 'Escape');
  /** Puts the tool down; a second time lifts it. A corner where one is already closes the polygon. */
  function press(event: KeyboardEvent): void {
    const place = at();
    if (tool.value === 'polygon') {
      const isClosing = polygon.corners().some((corner) => corner[0] === place[0] && corner[1] === place[1]);
      if (isClosing && polygon.close(!event.altKey)) return;
    }
    if (!isDown) stage.toolbox.enter({ ...stage.toScreen(place), isStraight: event.shiftKey, isTaken: event.altKey });
    isDown = !isDown;
    const isClick = tool.value === 'polygon' || tool.value === 'wand' || tool.value === 'select';
    if (isDown && !isClick) return;
    isDown = false;
    stage.toolbox.complete();
  }
  return {
    onKey(event: KeyboardEvent): void {
      const way = ways[event.key];
      if (event.ctrlKey || event.metaKey || isProposalKey(event)) return;
      if (way) {
        const by = event.shiftKey ? 10 : 1;
        const [x, y] = at();
        go([x + way[0] * by, y + way[1] * by]);
      } else if (event.key === 'Enter') press(event);
      else if (event.key === 'Escape') {
        if (isDown) stage.toolbox.cancel();
        else (event.currentTarget as HTMLElement).blur();
        isDown = false;
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
    onFocus(): void {
      cross.value ??= at();
      stage.redrawTop();
    },
    onBlur(): void {
      if (isDown) stage.toolbox.complete();
      isDown = false;
      cross.value = null;
      stage.redrawTop();
    },
  };
}
