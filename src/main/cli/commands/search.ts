import { Command, Option } from 'commander';
import { type KindShares, mostRounds, usualRounds, usualSearchPictures } from '#shared/domain/priorSearch.ts';
import { type DefectKind, defectKinds } from '#shared/domain/priors.ts';
import type { JudgedKind } from '#shared/domain/likeness.ts';
import { numberOption, perform, seedOption, userPath } from '../command.ts';
import { wholePercent } from '../figures.ts';
import { chosenPriors, priorsOption } from '../priorsOption.ts';
import { cacheProgress, withProduct } from '../session.ts';

interface SearchOptions {
  kind: string;
  as?: DefectKind;
  priors?: string;
  rounds: number;
  count: number;
  seed: number;
  out?: string;
}

export function searchCommand(): Command {
  return new Command('search')
    .description('looks for ranges with which forged defects are told from labelled ones of training worst')
    .argument('<product>', 'product folder')
    .requiredOption('--kind <kind>', 'kind of the labelled defects')
    .addOption(
      new Option('--as <kind>', 'forged kind to tune; those of the recipe that come closest unless said').choices([
        ...defectKinds,
      ]),
    )
    .addOption(priorsOption())
    .option('--rounds <n>', 'rounds of tries', numberOption(1, mostRounds), usualRounds)
    .option('--count <n>', 'pictures forged for each try', numberOption(10, 1000), usualSearchPictures)
    .option('--seed <n>', 'decides all that is drawn at random', seedOption, 0)
    .option('--out <file>', 'where to write the recipe that was found')
    .action((dir: string, { priors, out, ...order }: SearchOptions, command: Command) =>
      perform(command, async ({ output, signal }) => {
        const { searchPriors } = await import('#studio/synthesis/searchPriors.ts');
        const priorSet = await chosenPriors(priors);
        const found = await withProduct(userPath(dir), { mode: 'read' }, (product) =>
          searchPriors(
            product,
            { ...order, priorSet },
            {
              signal,
              onCache: cacheProgress(output),
              onPicture: (done, total) => output.progress(null, `Forging ${done}/${total}`),
              onRound: (round) =>
                output.row(
                  round,
                  `round ${round.round}: ${round.apart.toFixed(2)} deviations apart${told(round.told)}`,
                ),
            },
          ),
        );
        const { before, after, asBefore, asAfter, isBetter, heldOut } = found;
        const file = out !== undefined && isBetter ? userPath(out) : null;
        if (file !== null) {
          const { writeFileAtomic } = await import('#scoring/files.ts');
          await writeFileAtomic(file, `${JSON.stringify(found.found, null, 2)}\n`);
        }
        output.row(
          { ...found, out: file },
          [
            `before, ${kindsIn(asBefore)}: ${said(before)}`,
            `after, ${kindsIn(asAfter)}: ${said(after)}`,
            `Both from pictures that the search did not see, on ${heldOut > 0 ? `${heldOut} good parts that training does not see` : 'good parts of training: none is held out'}.`,
            isBetter
              ? file === null
                ? 'Nothing was changed: name a file with --out to have the recipe.'
                : `The recipe is in ${file}; nothing else was changed.`
              : 'Nothing better was found; no recipe is written.',
          ].join('\n'),
        );
      }),
    );
}

const told = (share: number | null): string => (share === null ? '' : `, told apart in ${wholePercent(share)}`);

const said = ({ apart, ownApart, told: share, forged, real }: JudgedKind): string =>
  `${forged} forged beside ${real} real are ${apart.toFixed(2)} deviations apart${ownApart === null ? '' : ` (halves of the real ones ${ownApart.toFixed(2)})`}${told(share)}`;

const kindsIn = (shares: KindShares): string =>
  Object.entries(shares)
    .map(([kind, share]) => `${kind} ${wholePercent(share)}`)
    .join(', ');
