import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { FolderChange } from '#shared/domain/folderChange.ts';
import type { Label } from '#shared/domain/images.ts';
import { type ImportNote, firstOf, importNote } from '#shared/domain/importNotes.ts';
import { type SkipReason, skipWords } from '#shared/domain/skipWords.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { readHeader, readImageFile } from '#scoring/decode.ts';
import { FolderChanges } from './folderChanges.ts';
import { type FoundImage, foundImage, kindNotes } from './foundImage.ts';
import { readAnnotations } from './layouts/annotations/index.ts';
import { derivedPictures } from './layouts/derived.ts';
import { fold, folderRole } from './layouts/folderRole.ts';
import { type FolderTree, endingOf, isPicturePath, treeOf } from './layouts/folderTree.ts';
import type { Reading } from './layouts/layout.ts';
import { type Located, locate } from './layouts/locate.ts';
import { layoutNamed, layoutNames } from './layouts/table.ts';
import { settleLabels } from './settleLabels.ts';
import { findTwinMasks } from './twinMasks.ts';
import { unreadNotes } from './unreadFiles.ts';
import { nameByValues } from './valueKinds.ts';
import { walkFolder } from './walkFolder.ts';

export interface SkippedFile {
  /** Absolute. */
  file: string;
  reason: SkipReason;
  /** The reason in words. */
  message: string;
}

/** What an import of a folder would take, as plain data: nothing of it has been decoded but masks that decide a label. */
export interface ImportPlan {
  /** Absolute. */
  root: string;
  /** Folder of the data set below the root; empty where it is the root. */
  folder: string;
  layout: string;
  images: FoundImage[];
  skipped: SkippedFile[];
  notes: ImportNote[];
}

export interface PlanOptions {
  /** A name of `layoutNames` in place of what is found. */
  layout?: string | undefined;
  /** In place of what folders, masks and annotations say. */
  label?: Label | undefined;
  /** In place of what is understood, folder by folder. */
  changes?: readonly FolderChange[] | undefined;
  signal?: { readonly aborted: boolean } | undefined;
}

/** Annotation files beyond this are no annotations of photographs, px aside. */
const mostText = 256 * 2 ** 20;

/**
 * Finds out how a folder is laid out and what each of its files is.
 * @throws FlawsmithError `not-found`, `empty-folder`; `usage` for an unknown layout, several data sets, a folder of the
 * studio's own, or changes that cannot be; CancelledError
 */
export async function planImport(folder: string, options: PlanOptions = {}): Promise<ImportPlan> {
  const root = resolve(folder);
  if (options.layout !== undefined && !layoutNamed(options.layout)) throw unknownLayout(options.layout);
  const { files, own } = await walkFolder(root, options.signal);
  // Who names `flat` means what the folder holds, whatever lies beside it.
  const context = options.layout === 'flat' ? { side: null, defectName: null } : await contextOf(root);
  const base = context.side === null ? root : dirname(root);
  const start = context.side === null ? '' : `${context.side}/`;
  const paths = files.filter((path) => path !== 'sessions.csv').map((path) => start + path);
  const tree = await treeWithin(base, paths, options);
  const located = await findLayout(tree, root, options.layout);
  const reading = await located.layout.read(located.tree);
  const inside = (path: string): string => (located.folder === '' ? path : `${located.folder}/${path}`);
  const changes = new FolderChanges(options.changes ?? []);
  const fileOf = (path: string): string => join(base, inside(path));
  const settled = await settleLabels(reading, {
    ...{ label: options.label, fileOf, signal: options.signal },
    ...{
      rootKind: context.defectName,
      choose: (image) => changes.apply(image, folderOf(inside(image.path).slice(start.length))),
    },
  });
  changes.requireMet(root);
  const named = await nameByValues(settled.images, tree, located.folder, { fileOf, signal: options.signal });
  const images = settled.images.map((image) =>
    foundImage(image, { path: inside(image.path), base, cut: start.length }, named.kinds),
  );
  const left = [
    ...reading.skipped.map(({ path, reason }) => ({ path: inside(path), reason })),
    ...tree.derived.map((path) => ({ path, reason: 'derived' as const })),
    ...leftOver(tree, located, reading, inside).filter(({ path }) => path !== named.file),
  ];
  const skipped = left.map(({ path, reason }) => ({ file: join(base, path), reason, message: skipWords[reason] }));
  const isAsked = options.label !== undefined || options.layout === 'flat' || context.defectName !== null;
  const notes = [
    ...own.map(({ folder: name, what }) => importNote('ownFolder', { folder: name, what })),
    ...(context.side === null ? [] : [importNote('rootIsTest', { folder: context.side })]),
    ...locationNotes(tree, located),
    ...settled.notes,
    ...named.notes,
    ...kindNotes(images),
    ...leftOutNotes(tree),
    ...(isAsked ? [] : await unreadNotes(tree, left, reading.images)),
  ];
  if (images.length === 0) throw nothingFound(root, skipped, notes);
  images.sort((a, b) => (a.relative < b.relative ? -1 : 1));
  return { root, folder: located.folder, layout: located.layout.name, images, skipped, notes };
}

/** The tree of a folder's files: what tools made from its pictures stands apart, unless all of them are meant. */
async function treeWithin(
  base: string,
  paths: readonly string[],
  { layout, signal }: PlanOptions,
): Promise<FolderTree> {
  const text = (path: string): Promise<string | null> => readText(join(base, path));
  const isAll = layout === 'flat';
  const derived = isAll ? new Set<string>() : derivedPictures(paths.filter(isPicturePath));
  const bare = treeOf(paths, text, derived);
  const { twinMasks, drawnInto } = await findTwinMasks(bare.pictures, (path) => join(base, path), signal);
  const isDrawn = new Set(isAll ? [] : drawnInto);
  return {
    ...{ ...bare, twinMasks },
    pictures: bare.pictures.filter((path) => !isDrawn.has(path)),
    derived: [...derived, ...isDrawn].sort(),
    sides: (path) => sidesOf(join(base, path)),
  };
}

/** As its header has them; null where it cannot be read, which is told where the picture is imported. */
async function sidesOf(file: string): Promise<string | null> {
  const header = await readImageFile(file)
    .then((bytes) => readHeader(bytes, file))
    .catch(() => null);
  return header && `${header.width} × ${header.height}`;
}

async function findLayout(tree: FolderTree, root: string, name: string | undefined): Promise<Located> {
  if (name === undefined) return locate(tree, root);
  const layout = layoutNamed(name)!;
  return {
    layout,
    tree: { ...tree, annotations: name === 'flat' ? null : await readAnnotations(tree) },
    folder: '',
    together: [],
  };
}

function unknownLayout(name: string): FlawsmithError {
  return new FlawsmithError('usage', `There is no layout ${name}. Layouts: ${layoutNames.join(', ')}.`, {
    hint: 'Leave --layout out to have the layout found.',
  });
}

/** What the folder's own name says, beside those that lie with it. */
async function contextOf(root: string): Promise<{ side: string | null; defectName: string | null }> {
  const name = basename(root);
  const role = folderRole(name);
  const siblings = (await readdir(dirname(root)).catch(() => [])).filter((other) => other !== name).map(folderRole);
  const hasTrain = siblings.some(({ split }) => split === 'train');
  if (role.isMask && (hasTrain || siblings.some(({ isPictures }) => isPictures))) {
    throw new FlawsmithError('usage', `This is the folder of masks of a data set: ${root}`, {
      file: root,
      hint: 'Name the folder that holds pictures and masks.',
      said: said('masksOfSet', { path: root }),
    });
  }
  const isHeldOut = hasTrain && (role.split === 'test' || role.split === 'calibration');
  return { side: isHeldOut ? name : null, defectName: role.isGeneric && role.isWhole ? name : null };
}

async function readText(file: string): Promise<string | null> {
  const known = await stat(file).catch(() => null); // gone meanwhile: nothing is said of its picture
  if (!known || known.size > mostText) return null;
  return readFile(file, 'utf8').catch(() => null);
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/** Files that are neither pictures nor read as annotations, and pictures outside of the data set. */
function leftOver(
  tree: FolderTree,
  located: Located,
  { used, skipped }: Reading,
  inside: (path: string) => string,
): { path: string; reason: SkipReason }[] {
  const isUsed = new Set([...used, ...skipped.map(({ path }) => path)].map(inside));
  const start = located.folder === '' ? '' : `${located.folder}/`;
  const outside = tree.pictures.filter((path) => !path.startsWith(start));
  const others = tree.others.filter((path) => !isUsed.has(path));
  const reasonOf = (path: string): SkipReason => (isArchive(path) ? 'archive' : 'notPicture');
  return [
    ...outside.map((path) => ({ path, reason: 'outsideDataSet' as const })),
    ...others.map((path) => ({ path, reason: reasonOf(path) })),
  ];
}

function locationNotes(tree: FolderTree, { folder, together }: Located): ImportNote[] {
  const names = together.map((path) => `${path} (${tree.pictures.filter((one) => one.startsWith(`${path}/`)).length})`);
  const asOne = together.length > 0 ? [importNote('placesTogether', { folders: firstOf(names, 12) })] : [];
  if (folder === '') return asOne;
  const outside = tree.pictures.filter((path) => !path.startsWith(`${folder}/`));
  const folders = [...new Set(outside.map((path) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path)))];
  return [
    importNote('oneFolderDown', { folder }),
    ...asOne,
    ...(outside.length > 0 ? [importNote('outside', { n: outside.length, folders: firstOf(folders, 12) })] : []),
  ];
}

const isArchive = (path: string): boolean => /\.(zip|7z|rar|tar|tgz|tbz2?|txz|gz|bz2|xz|zst)$/i.test(path);

/** What is named and not looked into. */
function leftOutNotes({ derived, others }: FolderTree): ImportNote[] {
  const noteOf = (code: 'derived' | 'archives', files: readonly string[]): ImportNote[] =>
    files.length > 0 ? [importNote(code, { n: files.length, first: firstOf(files) })] : [];
  return [...noteOf('derived', derived), ...noteOf('archives', others.filter(isArchive))];
}

function nothingFound(root: string, skipped: readonly SkippedFile[], notes: readonly ImportNote[]): FlawsmithError {
  const reasons = new Map<string, number>();
  for (const { message } of skipped) reasons.set(message, (reasons.get(message) ?? 0) + 1);
  const endings = [...new Set(skipped.map(({ file }) => endingOf(fold(file))))].filter(Boolean).slice(0, 5);
  const why = [
    ...[...reasons].map(([message, n]) => `${n} × ${message}`),
    ...notes.map(({ message }) => message),
    ...(endings.length > 0 ? [`endings: ${endings.join(', ')}`] : []),
  ];
  const isUntold = skipped.some(({ reason }) => reason === 'notAnnotated');
  const isPacked = skipped.some(({ reason }) => reason === 'archive');
  const hint = isPacked
    ? 'Unpack the archive, then import the folder that it gives.'
    : isUntold
      ? 'Let the annotations name the pictures; or say --layout flat to take all pictures as good parts, without annotations.'
      : 'Choose a folder with photographs of good parts (PNG, JPEG, TIFF or WebP).';
  return new FlawsmithError(
    'empty-folder',
    `There is no image to import in ${root}${why.length > 0 ? ` (${why.join('; ')})` : ''}`,
    { file: root, hint, said: said('noImages', { path: root }) },
  );
}
