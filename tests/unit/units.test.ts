import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type UnitRow, unitsOf } from '#shared/domain/units.ts';

const rowOf = (id: number, part: string, recording: string | null): UnitRow => ({
  ...{ id, part, recording, hash: String(id), session: 's' },
});
const rows = fc
  .array(fc.tuple(fc.constantFrom(...'abcdefgh'), fc.option(fc.constantFrom(...'RSTUV'))), { maxLength: 20 })
  .map((list) => list.map(([part, recording], id) => rowOf(id, part, recording)));

/** The same, slowly: what one picture reaches by parts named alike and recordings, step by step. */
function reached(from: UnitRow, all: readonly UnitRow[]): UnitRow[] {
  let group = [from];
  for (;;) {
    const next = all.filter((row) =>
      group.some((one) => one.part === row.part || (one.recording !== null && one.recording === row.recording)),
    );
    if (next.length === group.length) return group;
    group = next;
  }
}

it('pictures count as one part where a name or a recording leads from one to the other, in however many steps', () => {
  fc.assert(
    fc.property(rows, fc.integer(), (list, seed) => {
      const units = unitsOf(list);
      for (const row of list) {
        const names = reached(row, list).map(({ part }) => part);
        expect(units.get(row.id)).toBe(names.sort()[0]);
      }
      const shuffled = [...list].sort((a, b) => ((a.id * 7919 + seed) % 101) - ((b.id * 7919 + seed) % 101));
      for (const [id, unit] of unitsOf(shuffled)) expect(unit).toBe(units.get(id));
    }),
  );
  const chain = [rowOf(1, 'c', 'R'), rowOf(2, 'b', 'R'), rowOf(3, 'b', 'S'), rowOf(4, 'a', 'S'), rowOf(5, 'd', null)];
  expect([...unitsOf(chain).values()]).toEqual(['a', 'a', 'a', 'a', 'd']);
});
