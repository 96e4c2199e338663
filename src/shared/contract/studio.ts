import { check } from './studio/check.ts';
import { dataset } from './studio/dataset.ts';
import { labeling } from './studio/labeling.ts';
import { missing } from './studio/missing.ts';
import { exporting } from './studio/packages.ts';
import { folders, products } from './studio/products.ts';
import { evaluation } from './studio/reports.ts';
import { system } from './studio/system.ts';
import { synthesis, training } from './studio/training.ts';
import { zones } from './studio/zones.ts';

export {
  forgedUrl,
  goldenUrl,
  layerUrl,
  mapUrl,
  meanUrl,
  seenUrl,
  pictureUrl,
  plannedUrl,
  releaseCsvUrl,
  reportUrl,
  sampleMapUrl,
  sampleUrl,
  triedCsvUrl,
  triedUrl,
  uploadUrl,
  workingUrl,
} from './studio/addresses.ts';
export type { OddRow } from './studio/check.ts';
export type { DatasetSummary, GalleryFilter, GalleryRow, ImageRow } from './studio/dataset.ts';
export type { ImportContents, ImportPlanSummary, PlannedFolder } from './studio/importPlan.ts';
export type { Giving, LabelQueue, PictureLabel, Proposal, QueueRow } from './studio/labeling.ts';
export type { Job } from './studio/jobs.ts';
export { type FoundAgain, type Missing, type MissingFolder, foundAgainSchema } from './studio/missing.ts';
export type {
  AuditRow,
  ExportQuestions,
  ListedPackage,
  PackageSummary,
  ReleaseDifference,
  TriedFile,
  TryOutResult,
} from './studio/packages.ts';
export {
  type PreviewAsked,
  type PreviewHeader,
  type PreviewRequest,
  previewHeaderSchema,
  previewRequestSchema,
} from './studio/preview.ts';
export { type ProductLosses, type ProductSummary, type StageWord, stageWords } from './studio/products.ts';
export type { Report, ScoreRow } from './studio/reports.ts';
export { type StudioEvent, studioEventSchema } from './studio/system.ts';
export { type LabelledKind, type LossRow, lossRowSchema } from './studio/training.ts';
export { serializedErrorSchema } from './studio/words.ts';

/**
 * What the window and the studio say to each other: every command with what it takes and gives, and the events, a file a
 * subject. Both ends are typed from this table. A failing call carries a SerializedError as its data. Pictures go by URL, see
 * {@link pictureUrl}.
 */
export const studioContract = {
  system,
  folders,
  products,
  dataset,
  labeling,
  missing,
  check,
  zones,
  synthesis,
  training,
  evaluation,
  export: exporting,
};
export type StudioContract = typeof studioContract;
