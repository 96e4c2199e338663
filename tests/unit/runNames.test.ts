import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeRunName, isCalled, longestRunName, runNameFault, runTitle } from '#shared/domain/runNames.ts';

const runs = [
  { id: 'run-0001', name: 'Night shift' },
  { id: 'run-0002', name: null },
];

describe("a run's name", () => {
  it('stands for its run in small and capital letters, as the id does', () => {
    expect(runs.filter((run) => isCalled(run, ' night SHIFT '))).toEqual([runs[0]]);
    expect(runs.filter((run) => isCalled(run, 'run-0002'))).toEqual([runs[1]]);
    expect(runs.some((run) => isCalled(run, ''))).toBe(false);
  });

  it.each([
    ['night shift', 'taken'],
    ['Run-7', 'id'],
    ['two\nlines', 'signs'],
    ['x'.repeat(longestRunName + 1), 'long'],
    ['x'.repeat(longestRunName), null],
    ['Späte Schicht', null],
  ])('%j: %s', (name, fault) => expect(runNameFault(name, runs)).toBe(fault));

  it('that is made free is one that may be given', () => {
    const name = fc
      .string({ minLength: 1, maxLength: longestRunName })
      .map((text) => `x${text.replaceAll(/\p{Cc}/gu, '')}`);
    fc.assert(
      fc.property(name, fc.integer({ min: 0, max: 5 }), (wanted, count) => {
        const cut = [...wanted].slice(0, longestRunName).join('');
        const named: { id: string; name: string }[] = [];
        for (let i = 0; i <= count; i++) {
          const free = i === 0 ? cut : freeRunName(cut, named);
          expect(runNameFault(free, named)).toBeNull();
          named.push({ id: `run-000${i}`, name: free });
        }
      }),
    );
  });

  it('is shown with the id', () => {
    expect(runs.map(runTitle)).toEqual(['Night shift (run-0001)', 'run-0002']);
  });
});
