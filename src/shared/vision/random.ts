/**
 * Seeded randomness, always passed as an argument, never global. The generator is sfc32 seeded through
 * splitmix32-style mixing of any number of integers, so (seed, purpose, number) each give an independent stream.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number;
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** exp of a uniform between the logarithms; both bounds positive. */
  logUniform(low: number, high: number): number;
  /** Uniform integer in [low, high], both included. */
  integer(low: number, high: number): number;
  /** Normal deviate (Box–Muller). */
  normal(mean?: number, deviation?: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the items, uniformly. @throws RangeError on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** An independent generator derived from this one's seed and the given integers; does not advance this one. */
  derive(...keys: number[]): Random;
}

/** Murmur3 finaliser folded over the keys. */
function mixKeys(keys: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const key of keys) {
    hash = Math.imul(hash ^ (key | 0), 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash + 0x9e3779b9, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

function sfc32(keys: readonly number[]): () => number {
  let a = mixKeys([...keys, 1]);
  let b = mixKeys([...keys, 2]);
  let c = mixKeys([...keys, 3]);
  let counter = 1;
  const step = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) step();
  return step;
}

/** A generator for the given integers, such as createRandom(seed, purpose, number). */
export function createRandom(...keys: number[]): Random {
  const next = sfc32(keys);
  const uniform = (low: number, high: number): number => low + (high - low) * next();
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    uniform,
    integer,
    logUniform: (low, high) => Math.exp(uniform(Math.log(low), Math.log(high))),
    normal: (mean = 0, deviation = 1) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    chance: (probability) => next() < probability,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('Cannot pick from an empty list');
      return items[integer(0, items.length - 1)]!;
    },
    derive: (...more) => createRandom(...keys, 0x5eed, ...more),
  };
}
