import { kindName } from '#shared/domain/labeling.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { type Mask, type Sides, createMask } from '#shared/vision/raster.ts';
import type { PictureShapes } from './layouts/annotations/annotation.ts';
import { isDefect } from './layouts/annotations/apply.ts';
import { undrawnNotes } from './layouts/annotations/undrawn.ts';
import { folderRole } from './layouts/folderRole.ts';
import { readMask } from './maskReading.ts';
import { drawnMask, unite } from './drawnMask.ts';

/** The name of a kind where nobody gave one, as labelling has it. */
export const namelessKind = 'defect';

/** Ground truth of one picture, with what says its kinds. */
export interface KindMarks {
  /** Mask files, absolute, with the kind that their folder names; with a value: the kind of those of its pixels that hold it. */
  masks: readonly { file: string; kind: string | null; value?: number }[];
  shapes: PictureShapes | null;
}

type Marked = Sides & { file: string; kind: string | null };

/**
 * What is marked of each kind of one picture.
 * @returns masks of the picture's size, 0 or 255, by kind; and the kinds by how often they are named
 * @throws FlawsmithError `mask-mismatch` where a mark cannot be drawn, for half of what is marked would call the rest free of defects;
 * and as `readMask`
 */
export async function masksByKind(
  { masks: files, shapes: said }: KindMarks,
  picture: Marked,
): Promise<{ masks: Map<string, Mask>; named: string[] }> {
  const masks = new Map<string, Mask>();
  const named: string[] = [];
  const mark = (word: string | null, mask: Mask): void => {
    const kind = kindOf(word, picture);
    const known = masks.get(kind) ?? createMask(picture.width, picture.height);
    unite(known, mask);
    masks.set(kind, known);
  };
  for (const { file, kind, value } of files) {
    mark(kind, (await readMask(file, picture, value)).mask);
    named.push(kindOf(kind, picture));
  }
  if (said) {
    const shapes = said.shapes.filter((shape) => isDefect(shape.label));
    const undrawn = said.undrawn.filter((one) => isDefect(one.label));
    if (undrawn.length > 0) throw cannotDraw(picture, undrawn);
    for (const [word, group] of Map.groupBy(shapes, (shape) => shape.label)) {
      mark(word, await drawnMask({ ...said, shapes: group }, picture));
    }
    named.push(...shapes.map((shape) => kindOf(shape.label, picture)));
  }
  return { masks, named };
}

/** Kinds that files and annotations name on a picture, each once. */
export function kindsNamed({ masks, shapes }: KindMarks, picture: Pick<Marked, 'kind'>): string[] {
  const words = [...masks.map(({ kind }) => kind), ...(shapes?.shapes ?? []).map(({ label }) => label)];
  return [...new Set(words.map((word) => kindOf(word, picture)))];
}

/** A file that says no more than that there is a defect leaves the picture its own kind. */
function kindOf(said: string | null, picture: Pick<Marked, 'kind'>): string {
  const kind = kindName.safeParse(said).data ?? namelessKind;
  return picture.kind !== null && folderRole(kind).isGeneric ? picture.kind : kind;
}

function cannotDraw({ file }: Marked, undrawn: PictureShapes['undrawn']): FlawsmithError {
  const [note] = undrawnNotes(undrawn.map((mark) => ({ path: file, ...mark })));
  return new FlawsmithError('mask-mismatch', note!.message, { file });
}
