import type { EditablePicture } from '#shared/domain/pictureChange.ts';
import type { Split } from '#shared/domain/images.ts';
import type { SplitBy } from '#shared/domain/split.ts';
import type { SplitImage } from '../../store/images.ts';

/**
 * Where pictures of a session or part stand that a change leaves alone.
 * @param rows all pictures that are in the product
 * @param ids of those that are changed: they do not decide about each other
 * @returns the side for one of them; null where nothing decides it
 */
export function sidesBeside(
  rows: readonly SplitImage[],
  ids: ReadonlySet<number>,
  by: SplitBy,
): (picture: Pick<EditablePicture, 'id' | 'session' | 'part'>) => Split | null {
  const own = new Map(rows.filter(({ id }) => ids.has(id)).map((row) => [row.id, row]));
  if (by === 'folder') return ({ id }) => own.get(id)?.folderSplit ?? null;
  const sides = new Map<string, Split>();
  for (const row of rows) {
    if (ids.has(row.id) || row.label !== 'normal' || row.split === 'test') continue;
    for (const key of by === 'session' ? [row.session] : [row.unit, row.part]) {
      if (!sides.has(key)) sides.set(key, row.split);
    }
  }
  return ({ id, session, part }) => {
    if (by === 'session') return sides.get(session) ?? null;
    const unit = own.get(id)?.part === part ? own.get(id)?.unit : undefined;
    return (unit === undefined ? undefined : sides.get(unit)) ?? sides.get(part) ?? null;
  };
}
