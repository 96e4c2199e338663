/** px between two tiles, and of the words under each. */
const [gap, words] = [8, 17];

/**
 * Columns for `count` tiles of an aspect (width ÷ height) in a room, px: the fewest, so the largest tiles, with which all are
 * in view; `most` where none does.
 */
export function tileColumns(room: { width: number; height: number }, aspect: number, count: number, most = 6): number {
  for (let columns = 1; columns < most; columns++) {
    const width = (room.width - (columns - 1) * gap) / columns;
    const rows = Math.ceil(count / columns);
    if (rows * (width / aspect + words) + (rows - 1) * gap <= room.height) return columns;
  }
  return most;
}
