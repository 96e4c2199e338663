import { oc } from '@orpc/contract';
import { z } from 'zod';
import { reasonSchema } from '../../domain/advice.ts';
import { carriedLimitsSchema } from '../../domain/limits.ts';
import { releaseChangeSchema, verdictChangesSchema } from '../../domain/releaseChanges.ts';
import { standingSchema } from '../../domain/releases.ts';
import { staleSchema } from '../../domain/staleness.ts';
import { jobSchema } from './jobs.ts';
import { product, productRun, serializedErrorSchema, text, verdict } from './words.ts';

/** What the product itself knows of a release. */
const releasePlace = z.object({ dir: z.string(), run: z.string(), release: z.number(), standing: standingSchema });

const packageSchema = releasePlace.extend({
  isReadable: z.literal(true),
  createdAt: z.string(),
  limits: carriedLimitsSchema,
  parity: z.object({
    images: z.number(),
    maxScoreDifference: z.number(),
    maxMapDifference: z.number(),
    verdictsEqual: z.boolean(),
    scoreTolerance: z.number(),
    mapTolerance: z.number(),
  }),
  golden: z.array(z.object({ file: z.string(), score: z.number(), verdict })),
  files: z.number(),
  /** False where the folder no longer verifies; `problem` says why. */
  isWhole: z.boolean(),
  problem: z.string().nullable(),
  /** What changed since it was exported: limits, and what its run was made from. */
  stale: z.array(staleSchema),
});
export type PackageSummary = z.infer<typeof packageSchema>;

/** A release whose package cannot be read; `problem` names the file and what is wrong with it. */
const unreadablePackageSchema = releasePlace.extend({ isReadable: z.literal(false), problem: serializedErrorSchema });

const listedPackageSchema = z.discriminatedUnion('isReadable', [packageSchema, unreadablePackageSchema]);
export type ListedPackage = z.infer<typeof listedPackageSchema>;

const sides = z.object({ width: z.number(), height: z.number() });

/** A file scored by a package; without a score where `error` says why. */
const triedFileSchema = z.object({
  /** Its place among the rows. */
  id: z.number(),
  /** As the person knows it: with its folders where a folder was given. */
  name: z.string(),
  /** Absolute path; null where its bytes were sent. */
  file: z.string().nullable(),
  score: z.number().nullable(),
  verdict: verdict.nullable(),
  ms: z.number().nullable(),
  /** Pixels of the photograph, upright. */
  picture: sides.nullable(),
  /** Where its map is highest, in the photograph's pixels, and how high. */
  spot: z.object({ x: z.number(), y: z.number(), value: z.number() }).nullable(),
  hasMap: z.boolean(),
  error: serializedErrorSchema.nullable(),
});
export type TriedFile = z.infer<typeof triedFileSchema>;

/** What the package said of the files that were tried last. */
const tryOutSchema = z.object({
  /** Of its pictures' addresses. */
  id: z.string(),
  release: z.number(),
  /** Null until the package is open. */
  limits: z.object({ acceptLimit: z.number(), rejectLimit: z.number(), pixelLimit: z.number() }).nullable(),
  /** Rows that there will be. */
  total: z.number(),
  /** The rows from the one that was asked for. */
  rows: z.array(triedFileSchema),
  /** Files of folders that are no pictures by their ending. */
  skipped: z.array(z.object({ ending: z.string(), count: z.number() })),
  /** Pictures beyond the most that are scored at once. */
  beyond: z.number(),
});
export type TryOutResult = z.infer<typeof tryOutSchema>;

const differenceSchema = z.object({
  /** Number of the release before. */
  before: z.number(),
  changes: z.array(releaseChangeSchema),
  /** On pictures that both runs were tested on; null where one of them was not tested. */
  verdicts: verdictChangesSchema.nullable(),
});
export type ReleaseDifference = z.infer<typeof differenceSchema>;

/** A line of the audit trail; `old` and `new` are JSON. */
const auditRowSchema = z.object({
  at: z.string(),
  who: z.string(),
  what: z.string(),
  old: z.string().nullable(),
  new: z.string().nullable(),
  why: z.string().nullable(),
});
export type AuditRow = z.infer<typeof auditRowSchema>;

const questionsSchema = z.object({
  stoppedEarly: z.object({ step: z.number(), planned: z.number() }).nullable(),
  notJudged: z.boolean(),
  failed: z.array(reasonSchema),
  stale: z.array(staleSchema),
});
export type ExportQuestions = z.infer<typeof questionsSchema>;

const release = product.extend({ release: z.number().int() });
const decision = release.extend({ why: z.string().trim().min(1).max(500) });

/** Releases and their packages. */
export const exporting = {
  packages: oc.input(product).output(z.array(listedPackageSchema)),
  /** What a person should know before a run is handed on. */
  questions: oc.input(productRun).output(questionsSchema),
  start: oc.input(productRun.extend({ out: text.optional() })).output(jobSchema),
  /** certificate.html of a release, to be shown where it can run nothing. */
  certificate: oc.input(release).output(z.string()),
  /** What changed since the release before; null for the first. */
  changes: oc.input(release).output(differenceSchema.nullable()),
  /** A release is never altered: what is decided about it is a line of the audit trail. */
  approve: oc.input(decision.extend({ name: z.string().trim().min(1).max(120) })).output(z.void()),
  withdraw: oc.input(decision).output(z.void()),
  restore: oc.input(decision).output(z.void()),
  /** Withdraws all releases later than this one. */
  rollBack: oc.input(decision).output(z.array(z.number())),
  /** The audit trail, oldest first. */
  audit: oc.input(product).output(z.array(auditRowSchema)),
  /** Scores files and folders, and files that were sent (see `uploadUrl`), with a release's package, as production would. */
  tryOut: oc.input(release.extend({ paths: z.array(text).max(200), upload: z.uuid().optional() })).output(jobSchema),
  /** What came of it, or has come so far: the rows from `from` on; null where nothing was tried. */
  tried: oc.input(product.extend({ from: z.number().int().min(0) })).output(tryOutSchema.nullable()),
};
