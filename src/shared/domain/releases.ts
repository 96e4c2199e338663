import { z } from 'zod';

/**
 * What a person decides about a release. A release itself is never altered: a mark is a line of the audit trail, which can only
 * grow, and how a release stands follows from all of them.
 */
export const releaseMarks = ['approved', 'withdrawn', 'restored'] as const;
export type ReleaseMarkName = (typeof releaseMarks)[number];

export const releaseMarkSchema = z.object({
  release: z.number().int(),
  mark: z.enum(releaseMarks),
  /** The account that did it. */
  who: z.string(),
  /** The person who answers for it, where that was asked. */
  name: z.string().nullable(),
  /** ISO 8601. */
  at: z.string(),
  why: z.string(),
});
export type ReleaseMark = z.infer<typeof releaseMarkSchema>;

export const standingSchema = z.object({
  /** In force is the newest that is not withdrawn; older ones are replaced. */
  state: z.enum(['inForce', 'replaced', 'withdrawn']),
  /** The approval that holds; a withdrawal ends it. */
  approved: releaseMarkSchema.nullable(),
  /** Why it is withdrawn; null where it is not. */
  withdrawn: releaseMarkSchema.nullable(),
});
export type Standing = z.infer<typeof standingSchema>;

/**
 * How each release stands.
 * @param numbers of all releases
 * @param marks oldest first
 */
export function standingsOf(numbers: readonly number[], marks: readonly ReleaseMark[]): Map<number, Standing> {
  const standings = new Map<number, Standing>();
  for (const number of numbers) standings.set(number, { state: 'replaced', approved: null, withdrawn: null });
  for (const mark of marks) {
    const standing = standings.get(mark.release);
    if (!standing) continue;
    if (mark.mark === 'approved') standing.approved = standing.withdrawn ? null : mark;
    else
      standings.set(mark.release, { ...standing, approved: null, withdrawn: mark.mark === 'withdrawn' ? mark : null });
  }
  const inForce = Math.max(...numbers.filter((number) => !standings.get(number)!.withdrawn));
  for (const [number, standing] of standings) {
    standing.state = standing.withdrawn ? 'withdrawn' : number === inForce ? 'inForce' : 'replaced';
  }
  return standings;
}
