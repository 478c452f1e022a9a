import { createHash } from "node:crypto";

/**
 * Seeded randomness. A fork's stream depends on the seed and the path of labels alone, never on
 * how much its parent or its siblings have drawn: adding a draw in one place changes no other place.
 */
export interface Random {
  fork(label: string): Random;
  /** Uniform in [0, 1). */
  float(): number;
  /** Uniform integer, both ends included. */
  integer(min: number, max: number): number;
  /** One of the items, each as likely; throws RangeError on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** A new list with the items in random order. */
  shuffle<T>(items: readonly T[]): T[];
}

export function seededRandom(seed: string): Random {
  const next = sfc32(createHash("sha256").update(seed).digest());
  const random: Random = {
    fork: (label) => seededRandom(`${seed}/${label}`),
    float: () => next() / 2 ** 32,
    integer: (min, max) => min + Math.floor((next() / 2 ** 32) * (max - min + 1)),
    pick: (items) => {
      if (items.length === 0) throw new RangeError("cannot pick from an empty list");
      return items[random.integer(0, items.length - 1)] as (typeof items)[number];
    },
    shuffle: (items) => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = random.integer(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
      }
      return shuffled;
    },
  };
  return random;
}

/** sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, passes BigCrush. Yields 32-bit unsigned integers. */
function sfc32(key: Buffer): () => number {
  let a = key.readUInt32LE(0);
  let b = key.readUInt32LE(4);
  let c = key.readUInt32LE(8);
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) next();
  return next;
}
