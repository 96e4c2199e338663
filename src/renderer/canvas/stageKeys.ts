import type { PictureStage } from './usePictureStage.ts';

/** Screen pixels that an arrow key moves a picture by. */
const step = 40;

/**
 * Handles the keys of a picture that has the focus: + and − zoom, 0 fits, arrows move it.
 * @param sideways false where the arrows to the sides belong to the page
 */
export function stageKeys(
  stage: Pick<PictureStage, 'zoom' | 'fit' | 'move'>,
  { sideways }: { sideways: boolean },
): (event: KeyboardEvent) => void {
  const keys: Readonly<Record<string, () => void>> = {
    '+': () => stage.zoom(1),
    '=': () => stage.zoom(1),
    '-': () => stage.zoom(-1),
    '0': () => stage.fit(),
    ArrowUp: () => stage.move(0, step),
    ArrowDown: () => stage.move(0, -step),
    ...(sideways && { ArrowLeft: () => stage.move(step, 0), ArrowRight: () => stage.move(-step, 0) }),
  };
  return (event) => {
    const action = keys[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
}
