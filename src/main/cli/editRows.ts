import type { StoredPicture } from '#studio/store/editable.ts';
import type { Output } from './output.ts';

interface ChangedPicture {
  before: StoredPicture;
  after: StoredPicture;
}

const plain = ({ label, kind, split, session, part, isOut }: StoredPicture) => ({
  ...{ label, kind, split, session, part },
  out: isOut,
});

/** A row for each picture that is otherwise now, by path, with what it was. */
export function printChanged(output: Output, changed: readonly ChangedPicture[]): void {
  const byPath = changed.toSorted((a, b) => (a.after.file < b.after.file ? -1 : 1));
  for (const { before, after } of byPath) {
    const [was, is] = [plain(before), plain(after)];
    const fields = (Object.keys(is) as (keyof typeof is)[]).filter((key) => was[key] !== is[key]);
    const words = fields.map((key) => `${key} ${was[key] ?? 'none'} → ${is[key] ?? 'none'}`);
    output.row({ file: after.file, ...is, was }, `${after.file}\n  ${words.join(', ')}`);
  }
}
