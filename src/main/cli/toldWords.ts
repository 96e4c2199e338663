import { type ToldApart, type ToldShare, fewestToldParts, toldVerdict } from '#shared/domain/toldApart.ts';
import { wholePercent } from './figures.ts';

/** What a classifier on frozen features tells of forged and real defects, a line each; what is claimed follows the range. */
export function toldWords(told: ToldApart): string[] {
  const { nReal, realParts, nForged, forgedParts, beside, scope, kind, as } = told;
  const what = scope === 'all' ? 'the whole recipe beside all labelled defects' : `${as} beside ${kind}`;
  const verdict = toldVerdict(told);
  if (verdict === 'few') {
    const had =
      realParts < fewestToldParts ? countWords(nReal, 'real', realParts) : countWords(nForged, 'forged', forgedParts);
    return [`frozen features, ${what}: ${had}; nothing is claimed of fewer than ${fewestToldParts} parts of either`];
  }
  const claims = {
    not: 'not told apart: the range reaches down to chance',
    apart: 'told apart',
    photographs: 'told apart, but so are places without a defect: it may be the photographs that differ',
  };
  const counts = `${countWords(nReal, 'real', realParts)} and ${countWords(nForged, 'forged', forgedParts)}`;
  return [
    `frozen features, ${what}: ${claims[verdict]}`,
    `  ${shareWords(told)} of ${counts} (50 %: not at all, 100 %: always)`,
    `  places without a defect ${shareWords(beside)}`,
  ];
}

const countWords = (n: number, what: string, parts: number): string =>
  `${n} ${what} ${n === 1 ? 'defect' : 'defects'} on ${parts} ${parts === 1 ? 'part' : 'parts'}`;

const shareWords = ({ accuracy, low, high }: ToldShare): string =>
  accuracy === null ? '– (too few)' : `${wholePercent(accuracy)} (${wholePercent(low!)} to ${wholePercent(high!)})`;
