import { z } from 'zod';

/**
 * What is said of limits, a sentence each: its code and the figures in it. Words are made of them in every language: the
 * core's English (vision/limitStatement.ts), the window's (renderer/locales). Shares are per thousand, rounded.
 */
export const limitClauseCodes = [
  'learned', // nothing is known of what they rest on
  'moved',
  'learnedHeldOut', // n, pictures, sessions
  'learnedTrained',
  'movedHeldOut',
  'movedTrained',
  'notKept', // the scores, by an earlier version
  'onTrained', // parts that were trained on say nothing of further ones
  'othersTrained', // both, n: other pictures of these parts were trained on
  'fewParts', // goodParts
  'counts', // accept, reject, n: parts at or above each limit
  'furtherParts', // sessions; accept and reject, each with its Low and High
  'furtherPictures',
  'stoppedParts', // the same where both limits stop as many: sessions; accept with its Low and High
  'stoppedPictures',
  'noFewer', // n, needed: parts held out that carry 10 of 1,000
  'newDay', // share, shareLow, shareHigh
  'newDayLike', // share, seen, needed
  'oneSession',
  'sessionsTrained', // count
  'allSessionsTrained',
  'fewSessions', // needed
  'fewPartsASession',
  'escapeForged', // share, shareLow, shareHigh, n
] as const;
export type LimitClauseCode = (typeof limitClauseCodes)[number];

export const limitClauseSchema = z.object({
  code: z.enum(limitClauseCodes),
  values: z.record(z.string(), z.number()),
});
export type LimitClause = z.infer<typeof limitClauseSchema>;
