import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreseeSplit } from '#shared/domain/foreseenSplit.ts';
import { type SplitRow, askedModes, decideSplit } from '#shared/domain/split.ts';

/** Good and defective pictures, of which folders put some into the test or the calibration. */
const pictures = fc.array(
  fc.record({
    label: fc.constantFrom('normal' as const, 'normal' as const, 'anomalous' as const),
    session: fc.constantFrom('Monday', 'Tuesday', 'Wednesday'),
    split: fc.constantFrom(null, null, null, 'test' as const, 'train' as const, 'calibration' as const),
  }),
  { maxLength: 30 },
);
/** The same pictures in a product, each a part of its own. */
const rowsOf = (all: readonly { label: 'normal' | 'anomalous'; session: string; split: SplitRow['split'] | null }[]) =>
  all.map(({ label, session, split }, id): SplitRow => {
    const own = String(id).padStart(3, '0');
    const side = label === 'anomalous' ? 'test' : split;
    return {
      ...{ id, hash: own, label, split: side ?? 'train', session, part: own, unit: own, recording: null },
      folderSplit: split,
    };
  });

describe('what is foreseen of the division of pictures', () => {
  it('is what the pictures are then divided by', () => {
    fc.assert(
      fc.property(pictures, fc.constantFrom(...askedModes), (all, asked) => {
        const [first] = foreseeSplit(all, asked).filter(({ code }) => code !== 'testSessions');
        const { why } = decideSplit(rowsOf(all), asked);
        const certain = ['folder', 'few', 'oneSession', 'twoSessions'];
        const isDealt = all.some(({ label, split }) => label === 'normal' && split !== 'test');
        if (first) expect(asked === 'session' && why.code === 'askedSession' ? first : why).toEqual(first);
        else if (isDealt) expect(certain).not.toContain(why.code);
      }),
    );
  });

  it('says that the good test pictures are of days that are learned from', () => {
    const day = (session: string, split: 'test' | null, count = 12) =>
      Array.from({ length: count }, () => ({ label: 'normal' as const, session, split }));
    const shared = [...day('Monday', null), ...day('Tuesday', null), ...day('Tuesday', 'test'), ...day('May', 'test')];
    expect(foreseeSplit(shared, 'auto')).toEqual([
      { code: 'twoSessions', values: { n: 2 } },
      { code: 'testSessions', values: { n: 1, of: 2 } },
    ]);
    const one = [...day('Monday', null), ...day('Monday', 'test')];
    expect(foreseeSplit(one, 'auto')).toEqual([{ code: 'oneSession', values: {} }]);
    expect(foreseeSplit(day('Monday', 'test'), 'auto')).toEqual([]);
  });
});
