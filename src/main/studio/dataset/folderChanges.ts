import { type FolderChange, type FolderRow, folderKey } from '#shared/domain/folderChange.ts';
import type { Label } from '#shared/domain/images.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { TakenImage } from './layouts/layout.ts';

/** A picture whose label is decided. `chosen`: what a person said of its folder; null where nobody did. */
export type Settled = TakenImage & { label: Label; row: FolderRow; chosen: FolderChange['change'] | null };

/** What was understood of pictures, with what a person said of their folders in place of it. */
export class FolderChanges {
  readonly #changes: ReadonlyMap<string, FolderChange>;
  readonly #met = new Set<string>();

  /** @throws FlawsmithError `usage` for a defective part that is not to test, and a good one with a kind of defect */
  constructor(changes: readonly FolderChange[]) {
    changes.forEach(check);
    this.#changes = new Map(changes.map((asked) => [folderKey(asked.of), asked]));
  }

  /** @param folder of the picture, below the one that is imported */
  apply(image: TakenImage & { label: Label }, folder: string): Settled {
    const row = rowOf(image, folder);
    const key = folderKey(row);
    const chosen = this.#changes.get(key)?.change ?? null;
    if (chosen === null) return { ...image, row, chosen };
    this.#met.add(key);
    const { label = image.label, session = image.session, part = image.part } = chosen;
    const kind = label === 'normal' ? null : (chosen.kind ?? row.kind ?? 'defect');
    return { ...image, label, kind, session, part, row, chosen };
  }

  /** @throws FlawsmithError `usage` where something was said of a folder that has no such pictures */
  requireMet(root: string): void {
    const lost = [...this.#changes].find(([key]) => !this.#met.has(key));
    if (!lost) return;
    throw new FlawsmithError('usage', `The folder is another one than when it was looked at: ${root}`, {
      file: root,
      hint: `Look at it again: what was said of ${lost[1].of.folder || 'the folder itself'} meets no picture.`,
      said: said('folderChanged', { path: root }),
    });
  }
}

function rowOf({ label, kind, split }: TakenImage & { label: Label }, folder: string): FolderRow {
  if (label === 'anomalous') return { folder, label, kind: kind ?? 'defect', split: 'test' };
  return { folder, label, kind: null, split: split === 'train' ? null : split };
}

function check({ of, change }: FolderChange): void {
  const label = change.label ?? of.label;
  const name = of.folder || 'the folder itself';
  if (label === 'anomalous' && change.split !== undefined && change.split !== 'test') {
    throw new FlawsmithError('usage', `Defective parts come in as test parts: ${name}`, {
      hint: 'Leave its pictures in the test, or take them as OK where they are good. Once they are in, single ones can be given to training.',
    });
  }
  if (label === 'normal' && change.kind !== undefined) {
    throw new FlawsmithError('usage', `A picture that is OK has no kind of defect: ${name}`, {
      hint: 'Take its pictures as NG, with their kind.',
    });
  }
}
