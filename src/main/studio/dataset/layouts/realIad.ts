import { z } from 'zod';
import type { Split } from '#shared/domain/images.ts';
import { fold } from './folderRole.ts';
import { type FolderTree, endingOf, foldersOf } from './folderTree.ts';
import type { Layout } from './layout.ts';
import { readFolders } from './readFolders.ts';

const row = z.object({ image_path: z.string(), mask_path: z.string().nullish() });
const listSchema = z.object({ train: z.array(row), test: z.array(row) });

/** Real-IAD: `OK/S0001/…jpg`, `NG/<kind>/S0001/…jpg` with the mask of the same name as PNG; a folder a part; a list of sides. */
export const realIad: Layout = {
  name: 'real-iad',
  fits: (tree) =>
    tree.pictures.some((path) => /^ok\/s\d+\//i.test(path)) &&
    tree.pictures.some((path) => /^ng\/[^/]+\/s\d+\//i.test(path)),
  async read(tree) {
    const { sides, files } = await readList(tree);
    const reading = readFolders(tree, {
      beside: { masks: masksOf(tree), without: [] },
      partOf: (path) => foldersOf(path).join('/'),
      splitOf: (path) => sides.get(fold(path)) ?? null,
    });
    reading.used.push(...files);
    reading.images.forEach((image) => (image.session = 'session-1'));
    return reading;
  },
};

/** PNG files whose picture is a JPEG of the same name. */
function masksOf({ pictures }: FolderTree): string[] {
  const photographs = pictures.filter((path) => endingOf(path) !== 'png');
  const stems = new Set(photographs.map((path) => path.replace(/\.[^.]+$/, '')));
  return pictures.filter((path) => endingOf(path) === 'png' && stems.has(path.replace(/\.[^.]+$/, '')));
}

async function readList(tree: FolderTree): Promise<{ sides: Map<string, Split>; files: string[] }> {
  const sides = new Map<string, Split>();
  const files: string[] = [];
  for (const path of tree.others.filter((other) => endingOf(other) === 'json')) {
    const parsed = listSchema.safeParse(jsonOf(await tree.text(path)));
    if (!parsed.success) continue;
    files.push(path);
    for (const side of ['train', 'test'] as const) {
      for (const { image_path } of parsed.data[side])
        sides.set(fold(image_path.replace(/^.*?(?=(ok|ng)\/)/i, '')), side);
    }
  }
  return { sides, files };
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null; // then it is no list of sides
  }
}
