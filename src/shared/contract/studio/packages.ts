import { oc } from '@orpc/contract';
import { z } from 'zod';
import { carriedLimitsSchema } from '../../domain/limits.ts';
import { staleSchema } from '../../domain/staleness.ts';
import { jobSchema } from './jobs.ts';
import { product, productRun, serializedErrorSchema, text, verdict } from './words.ts';

/** What the product itself knows of a release. */
const releasePlace = z.object({ dir: z.string(), run: z.string(), release: z.number() });

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

/** A file scored by a package; without a score where `error` says why. */
const triedFileSchema = z.object({
  file: z.string(),
  score: z.number().nullable(),
  verdict: verdict.nullable(),
  ms: z.number().nullable(),
  error: serializedErrorSchema.nullable(),
});
export type TriedFile = z.infer<typeof triedFileSchema>;

/** Releases and their packages. */
export const exporting = {
  packages: oc.input(product).output(z.array(listedPackageSchema)),
  start: oc.input(productRun.extend({ out: text.optional() })).output(jobSchema),
  /** Scores files with a package, as production would. */
  tryOut: oc.input(product.extend({ dir: text, files: z.array(text).min(1).max(50) })).output(z.array(triedFileSchema)),
};
