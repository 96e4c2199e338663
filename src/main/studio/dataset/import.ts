import { availableParallelism } from 'node:os';
import type { FolderChange } from '#shared/domain/folderChange.ts';
import type { Label } from '#shared/domain/images.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { endEdit, startEdit, valuesOfEdit, withinEdit } from '../store/edits.ts';
import { requireSettings } from '../store/settings.ts';
import { userName } from '../userName.ts';
import { ContentWatch } from './contentWatch.ts';
import { type AskedScale, settleScale } from './depth.ts';
import { keepMaskHashes } from './imageMask.ts';
import { Importer } from './importer.ts';
import { type ImportReport, finishReport, noRemarks, startReport } from './importReport.ts';
import { matchSessions } from './matchSessions.ts';
import { forEachPicture } from './parallel.ts';
import type { FoundImage } from './foundImage.ts';
import { type ImportPlan, planImport } from './plan.ts';
import { readSessionsFile } from './sessions.ts';
import { resplit } from './split.ts';

export interface ImportOptions {
  /** Capture session of all images. */
  session?: string | undefined;
  /** CSV file of sessions and parts; see {@link readSessionsFile}. */
  sessionsFile?: string | undefined;
  /** How values of more than 8 bits become bytes: found where it is left out, once a product. */
  scale?: AskedScale | undefined;
  /** Overrides what the folder says; images that are in the product already get it too. */
  label?: Label | undefined;
  /** A name of `layoutNames`, in place of what is found. */
  layout?: string | undefined;
  /** What a person says of folders in place of what is understood; labels hold for images in the product too. */
  changes?: readonly FolderChange[] | undefined;
  /** What {@link planImport} found of the folder with the same options, where it was asked before. */
  plan?: ImportPlan | undefined;
  /** Which of the images found are imported; all where it is left out. */
  choose?: ((found: readonly FoundImage[]) => readonly FoundImage[]) | undefined;
  /** Content hashes: of the files found only those come in that have one of them. All where it is left out. */
  only?: ReadonlySet<string> | undefined;
  /** Who imports, for the audit trail. */
  who?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Imports the images of a folder into a product; images stay where they are. What was imported before a cancel or a kill
 * stays, and importing again goes on from there.
 * @throws FlawsmithError `not-found`, `empty-folder`, `bad-config`, `unreadable-image` where not one image can be read;
 * `product-damaged` where a setting that it needs cannot be read; `usage` for what {@link planImport} refuses; CancelledError
 */
export async function importFolder(
  product: Product,
  folder: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { signal, label, layout, changes, session, only, who = userName() } = options;
  if (!only) requireSettings(product.db, ['split']);
  const sessions = options.sessionsFile ? await readSessionsFile(options.sessionsFile) : null;
  const plan = options.plan ?? (await planImport(folder, { label, layout, changes, signal }));
  const found = defectsFirst(options.choose?.(plan.images) ?? plan.images);
  const named = sessions
    ? await matchSessions(
        sessions.sessions,
        plan.images.map(({ relative }) => relative),
      )
    : null;
  const report = startReport({
    ...plan,
    skipped: plan.skipped.filter(({ file }) => file !== options.sessionsFile),
    notes: [...plan.notes, ...(sessions?.notes ?? []), ...(named?.notes ?? [])],
  });
  const remarks = noRemarks();
  // Pictures that the product has say nothing new of how values become bytes.
  const good = only ? [] : found.filter((image) => image.label === 'normal').map(({ file }) => file);
  const scale = await settleScale(product, good, options.scale, { who, signal });
  const watch = new ContentWatch();
  const edit = startEdit(product.db, { who, code: 'import', values: { folder, n: 0, relabelled: 0 } });
  const asked = { session, label, only, who, edit, scale };
  const importer = new Importer(product, report, remarks, watch, named?.places ?? new Map(), asked);
  let done = 0;
  try {
    // Twice the cores: what is being read, measured and written leaves no core without a picture to decode.
    await forEachPicture(found, 2 * availableParallelism() + 2, async (image, read, place) => {
      throwIfCancelled(signal);
      await importer.add(image, place, read);
      options.onProgress?.(++done, found.length);
    });
  } finally {
    importer.flush();
    importer.settleMoves(folder);
    if (!only) withinEdit(product.db, edit, () => resplit(product, who, `import of ${folder}`));
    const masks = valuesOfEdit(product.db, edit).filter(
      ({ what, ...side }) => what === 'mask' && side.old !== side.new,
    ).length;
    const told = { folder, n: report.added, relabelled: report.relabelled };
    endEdit(product.db, edit, masks > 0 ? { ...told, masks } : told);
  }
  keepMaskHashes(product, remarks.masksHashed, who);
  const settled = await scale.settled();
  const seen = [...(settled.said ? [settled.said] : []), ...watch.notes(product, settled.scale)];
  finishReport(product, report, remarks, only ? null : { root: folder, total: found.length }, seen);
  return report;
}

/** Of two files with the same content the defective one is to come first. */
const defectsFirst = (found: readonly FoundImage[]): FoundImage[] => [
  ...found.filter(({ label }) => label === 'anomalous'),
  ...found.filter(({ label }) => label === 'normal'),
];
