import { relative, sep } from 'node:path';
import type { ImportPlanSummary, PlannedFolder } from '#shared/contract/studio.ts';
import { folderKey } from '#shared/domain/folderChange.ts';
import { type ForeseenPicture, foreseeSplit } from '#shared/domain/foreseenSplit.ts';
import { type Split, splits } from '#shared/domain/images.ts';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import type { Product } from '../product.ts';
import { listImages, listSplitImages } from '../store/images.ts';
import { readableSetting } from '../store/settings.ts';
import { sampleValues } from './depth.ts';
import { type NamedPlace, matchSessions } from './matchSessions.ts';
import { type FoundImage, isMarked } from './foundImage.ts';
import { type ImportPlan, type PlanOptions, planImport } from './plan.ts';
import { ownSessions, readSessionsFile } from './sessions.ts';
import { askedSplit } from './split.ts';

/** Folders that are listed one by one, and names given as examples. */
const most = { folders: 400, examples: 6, samples: 4, sessions: 60 } as const;

export interface PlanChoice extends Pick<PlanOptions, 'layout' | 'label' | 'changes'> {
  session?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * What an import into a product would take from a folder, summed up for a person to confirm. Nothing is written.
 * @throws FlawsmithError as {@link planImport}, and `bad-config` for a sessions file; CancelledError
 */
export async function planForWindow(
  product: Product,
  folder: string,
  { session, ...options }: PlanChoice,
): Promise<ImportPlanSummary> {
  const plan = await planImport(folder, options);
  const sessionsFile = session === undefined ? ownSessions(folder) : undefined;
  const named = sessionsFile === undefined ? null : await placesOf(sessionsFile, plan);
  const sample = await sampleValues(
    plan.images.map(({ file }) => file),
    options.signal,
  );
  const kept = listImages(product.db).length > 0 ? readableSetting(product.db, 'scale') : null;
  const sessionOf = (image: FoundImage): string =>
    image.chosen?.session ?? named?.places.get(image.relative)?.session ?? session ?? image.session;
  const placed = plan.images.map((image) => ({ label: image.label, session: sessionOf(image), split: sideOf(image) }));
  return {
    ...summarisePlan(plan, sessionOf),
    sides: sidesOf(placed),
    foreseen: foreseeSplit([...listSplitImages(product.db), ...placed], askedSplit(product)),
    hasSessionsFile: named !== null,
    notes: [...plan.notes, ...(named?.notes ?? [])],
    values: sample && { ...sample, kept },
  };
}

async function placesOf(
  file: string,
  plan: ImportPlan,
): Promise<{ places: ReadonlyMap<string, NamedPlace>; notes: ImportNote[] }> {
  const { sessions, notes } = await readSessionsFile(file);
  const matched = await matchSessions(
    sessions,
    plan.images.map((image) => image.relative),
  );
  return { places: matched.places, notes: [...notes, ...matched.notes] };
}

type Counted = Omit<ImportPlanSummary, 'sides' | 'foreseen' | 'hasSessionsFile' | 'notes' | 'values'>;

/** Sums up a plan by folders and reasons; `sessionOf` says in which capture session a picture would stand. */
function summarisePlan(plan: ImportPlan, sessionOf: (image: FoundImage) => string): Counted {
  const rows = rowsOf(plan.images, sessionOf);
  const beyond = rows.slice(most.folders);
  const anomalous = plan.images.filter(({ label }) => label === 'anomalous').length;
  return {
    ...{ root: plan.root, layout: plan.layout, dataSet: plan.folder },
    ...{ normal: plan.images.length - anomalous, anomalous, masks: plan.images.filter(isMarked).length },
    folders: rows.slice(0, most.folders),
    further: { folders: beyond.length, pictures: beyond.reduce((sum, { count }) => sum + count, 0) },
    sessions: new Set(plan.images.map(sessionOf)).size,
    skipped: skippedOf(plan),
  };
}

/** Side on which a picture would stand; null where the studio decides when it has read them. */
const sideOf = ({ label, chosen, folderSplit }: FoundImage): Split | null =>
  label === 'anomalous' ? 'test' : (chosen?.split ?? folderSplit);

/** The sides, those to be divided first, with the capture sessions of each. */
function sidesOf(pictures: readonly ForeseenPicture[]): ImportPlanSummary['sides'] {
  const countOf = (some: readonly ForeseenPicture[]): { normal: number; anomalous: number } => {
    const anomalous = some.filter(({ label }) => label === 'anomalous').length;
    return { normal: some.length - anomalous, anomalous };
  };
  return [null, ...splits].flatMap((split) => {
    const here = pictures.filter((picture) => picture.split === split);
    if (here.length === 0) return [];
    const sessions = [...Map.groupBy(here, ({ session }) => session)].sort(([a], [b]) => (a < b ? -1 : 1));
    const first = sessions.slice(0, most.sessions).map(([session, some]) => ({ session, ...countOf(some) }));
    return [{ split, ...countOf(here), sessions: { count: sessions.length, first } }];
  });
}

/** A row for each folder and what its pictures are taken for. */
function rowsOf(images: readonly FoundImage[], sessionOf: (image: FoundImage) => string): PlannedFolder[] {
  const rows = new Map<string, Omit<PlannedFolder, 'samples'> & { names: Set<string>; files: string[] }>();
  for (const image of images) {
    const { label, kind, row: found, chosen } = image;
    const key = folderKey(found);
    const split = sideOf(image);
    const part = chosen?.part ?? null;
    const { folder } = found;
    const fresh = { found, folder, count: 0, label, kind, split, part, masks: 0, sessions: { count: 0, first: [] } };
    const row = rows.get(key) ?? { ...fresh, names: new Set<string>(), files: [] };
    rows.set(key, row);
    row.count++;
    if (isMarked(image)) row.masks++;
    row.names.add(sessionOf(image));
    row.files.push(image.file);
  }
  return [...rows.values()]
    .sort((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0))
    .map(({ names, files, ...row }) => ({
      ...row,
      samples: spread(files, most.samples),
      sessions: { count: names.size, first: [...names].sort().slice(0, most.examples) },
    }));
}

/** So many of a list, from the middles of equal stretches of it; all where there are no more. */
const spread = (all: readonly string[], count: number): string[] =>
  all.length <= count
    ? [...all]
    : Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]!);

function skippedOf({ root, skipped }: ImportPlan): ImportPlanSummary['skipped'] {
  const reasons = new Map<string, ImportPlanSummary['skipped'][number]>();
  for (const { file, reason, message } of skipped) {
    const row = reasons.get(reason) ?? { reason, message, count: 0, first: [] };
    reasons.set(reason, row);
    row.count++;
    if (row.first.length < most.examples) row.first.push(relative(root, file).split(sep).join('/'));
  }
  return [...reasons.values()];
}
