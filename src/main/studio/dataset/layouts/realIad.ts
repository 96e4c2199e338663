import { z } from 'zod';
import type { Split } from '#shared/domain/images.ts';
import { fold } from './folderRole.ts';
import { type FolderTree, endingOf, foldersOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { goneNotes } from './listed.ts';
import { readFolders } from './readFolders.ts';

const row = z.object({ image_path: z.string(), mask_path: z.string().nullish() });
const listSchema = z.object({ train: z.array(row), test: z.array(row) });

/** The object's own folder may lie between, since the list lies beside it. */
const good = /^((?:[^/]+\/)?)ok\/s\d+\//i;
const bad = /^(?:[^/]+\/)?ng\/[^/]+\/s\d+\//i;

/** Real-IAD: `OK/S0001/…jpg`, `NG/<kind>/S0001/…jpg` with the mask of the same name as PNG; a folder a part; a list of sides. */
export const realIad: Layout = {
  name: 'real-iad',
  fits: (tree) => {
    const objects = new Set(tree.pictures.map((path) => good.exec(path)?.[1]).filter((name) => name !== undefined));
    return objects.size === 1 && tree.pictures.some((path) => bad.test(path));
  },
  async read(tree) {
    const { sides, files, named } = await readList(tree);
    const reading = readFolders(tree, {
      beside: { masks: masksOf(tree), without: [] },
      partOf: (path) => foldersOf(path).join('/'),
      splitOf: (path) => sides.get(keyOf(path)) ?? null,
    });
    reading.used.push(...files);
    reading.notes.push(...goneNotes(tree, named, keyOf));
    reading.images.forEach((image) => (image.session = 'session-1'));
    return reading;
  },
};

const keyOf = (path: string): string => fold(path.replace(/^(?:.*?\/)?(?=(?:ok|ng)\/)/i, ''));

/** PNG files whose picture is a JPEG of the same name. */
function masksOf({ pictures }: FolderTree): string[] {
  const photographs = pictures.filter((path) => endingOf(path) !== 'png');
  const stems = new Set(photographs.map((path) => path.replace(/\.[^.]+$/, '')));
  return pictures.filter((path) => endingOf(path) === 'png' && stems.has(path.replace(/\.[^.]+$/, '')));
}

interface PartList {
  sides: Map<string, Split>;
  files: string[];
  /** As the list writes them, by key. */
  named: Map<string, string>;
}

async function readList(tree: FolderTree): Promise<PartList> {
  const sides = new Map<string, Split>();
  const named = new Map<string, string>();
  const files: string[] = [];
  for (const path of tree.others.filter((other) => endingOf(other) === 'json')) {
    const parsed = listSchema.safeParse(jsonOf(await tree.text(path)));
    if (!parsed.success) continue;
    files.push(path);
    for (const side of ['train', 'test'] as const) {
      for (const { image_path } of parsed.data[side]) {
        sides.set(keyOf(image_path), side);
        named.set(keyOf(image_path), image_path);
      }
    }
  }
  return { sides, files, named };
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null; // then it is no list of sides
  }
}
