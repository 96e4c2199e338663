import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RecordingRow, findRecordings, ownPart, recordingKeys } from '#shared/domain/recordings.ts';
import { descriptorDistance, fingerprintDistance, lookOf } from '#shared/domain/similarity.ts';
import { unitsOf } from '#shared/domain/units.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';

const bits = 256;
const length = 32;
interface Look {
  fingerprint: string;
  descriptor: Float32Array | null;
}

/** A part as fingerprint and features see it. */
function part(random: Random): { bits: boolean[]; values: number[] } {
  return {
    bits: Array.from({ length: bits }, () => random.chance(0.5)),
    values: Array.from({ length }, () => random.normal()),
  };
}

/** A look at it: each bit turns over with a small chance, the features take some noise. */
function lookAt({ bits: own, values }: ReturnType<typeof part>, random: Random, turned: number, noise: number): Look {
  const text = own
    .map((bit) => (random.chance(turned) ? !bit : bit))
    .map(Number)
    .join('');
  const words = text.match(/.{4}/g)!.map((four) => parseInt(four, 2).toString(16));
  return {
    fingerprint: words.join(''),
    descriptor: Float32Array.from(values, (value) => value + random.normal(0, noise)),
  };
}

let next = 0;
const rowOf = (look: Look, change: Partial<RecordingRow> = {}): RecordingRow => {
  const id = ++next;
  const hash = (Math.imul(id, 2654435761) >>> 0).toString(16).padStart(8, '0').repeat(4);
  return { id, file: `/photos/f-${id}.png`, hash, session: 's', part: ownPart(hash), ...look, ...change };
};
const recording = (random: Random, count: number): RecordingRow[] => {
  const shown = part(random);
  return Array.from({ length: count }, () => rowOf(lookAt(shown, random, 0.04, 0.2)));
};
const singles = (random: Random, count: number): RecordingRow[] =>
  Array.from({ length: count }, () => rowOf(lookAt(part(random), random, 0, 0)));
/** Sizes of the groups, in the order of the rows. */
const groupsOf = (rows: readonly RecordingRow[]): number[] => {
  const names = findRecordings(rows);
  return [
    ...Map.groupBy(
      rows.filter(({ id }) => names.has(id)),
      ({ id }) => names.get(id),
    ).values(),
  ].map((group) => group.length);
};
const withoutFeatures = (rows: readonly RecordingRow[]): RecordingRow[] =>
  rows.map((row) => ({ ...row, descriptor: null }));

describe('near-copies', () => {
  it('finds recordings one after the other, with features and without', () => {
    const random = createRandom(1);
    const rows = Array.from({ length: 6 }, () => recording(random, 12)).flat();
    expect(groupsOf(rows)).toEqual(Array(6).fill(12));
    expect(groupsOf(withoutFeatures(rows))).toEqual(Array(6).fill(12));
    expect(
      new Set(unitsOf(rows.map((row) => ({ ...row, recording: findRecordings(rows).get(row.id)! }))).values()).size,
    ).toBe(6);
  });

  it('finds one recording among single parts, and two that fill a session', () => {
    const random = createRandom(2);
    expect(groupsOf([...singles(random, 30), ...recording(random, 20), ...singles(random, 10)])).toEqual([20]);
    expect(groupsOf([...recording(random, 60), ...recording(random, 60)])).toEqual([60, 60]);
  });

  it('finds a still recording of one part, which differs from nothing far away', () => {
    const random = createRandom(3);
    const shown = part(random);
    const size = Math.hypot(...shown.values);
    const unit = { ...shown, values: shown.values.map((value) => value / size) };
    const rows = Array.from({ length: 40 }, () => rowOf(lookAt(unit, random, 0.02, 0.01)));
    expect(groupsOf(rows)).toEqual([40]);
  });

  it('joins no single parts, however alike neighbours are by chance or by slow drift of the light', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 3, max: 40 }), (seed, looks) => {
        const random = createRandom(seed, 7);
        // Parts of few kinds of pose, in no order: neighbours are often of one pose.
        const poses = Array.from({ length: looks }, () => part(random));
        const rows = Array.from({ length: 80 }, (_, i) => {
          const pose = lookAt(random.pick(poses), random, 0.04, 0.2);
          return rowOf({ ...pose, descriptor: pose.descriptor!.map((value) => value + i / 80) });
        });
        expect(groupsOf(rows)).toEqual([]);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('joins pictures with equal fingerprints in a session, and no pictures whose part was named', () => {
    const random = createRandom(4);
    const look = lookAt(part(random), random, 0, 0);
    const [a, b, c, d] = [rowOf(look), rowOf(look), rowOf(look, { session: 't' }), rowOf(look, { part: 'named' })];
    const names = findRecordings([a, b, c, d]);
    expect([...names.keys()].sort()).toEqual([a.id, b.id]);
    expect(names.get(a.id)).toBe([a.hash, b.hash].sort()[0]);
    const named = recording(createRandom(4), 20).map((row) => ({ ...row, part: 'named' }));
    expect(groupsOf(named)).toEqual([]);
    expect(recordingKeys({ ...d, recording: null })).toEqual([]);
    expect(recordingKeys({ ...a, recording: 'x' })).toHaveLength(2);
  });

  it('looks at folders one by one, in the order of their names: frame 9 before frame 10', () => {
    const random = createRandom(5);
    const rows = [...recording(random, 24), ...singles(random, 24)];
    const inFolder = rows.map((row, i) => ({ ...row, file: `/photos/frame-${i}.png` }));
    expect(groupsOf(inFolder.toReversed())).toEqual([24]);
    const spread = rows.map((row, i) => ({ ...row, file: `/photos/${i % 12}/frame-${i}.png` }));
    expect(groupsOf(spread)).toEqual([]);
  });

  it('measures bits and angles', () => {
    const look = (fingerprint: string) => lookOf(fingerprint, null, new Float64Array());
    expect(fingerprintDistance(look('f0000000ffffffff'), look('00000000fffffffe'))).toBe(5);
    expect(fingerprintDistance(look('80000000'), look('00000001'))).toBe(2);
    expect(descriptorDistance(Float64Array.of(1, 0), Float64Array.of(2, 0))).toBeCloseTo(0);
    expect(descriptorDistance(Float64Array.of(1, 0), Float64Array.of(0, 3))).toBeCloseTo(1);
    expect(descriptorDistance(Float64Array.of(1, 0), Float64Array.of(-1, 0))).toBeCloseTo(2);
    expect(descriptorDistance(Float64Array.of(0, 0), Float64Array.of(0, 0))).toBe(0);
  });
});
