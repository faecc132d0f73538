// Chance that can be had again: TENOR_SEED repeats what a run has printed. Without it a build says
// the same of the same code; the long proofs (`npm run test:long`) ask for another seed each time.
export interface Chance {
  seed: number;
  /** At least 0, below 1. */
  next(): number;
  /** At least the first, at most the second. */
  between(least: number, most: number): number;
  shuffled<T>(list: T[]): T[];
}

export function askedSeed(): number {
  const asked = process.env.TENOR_SEED ?? "1";
  return asked === "any" ? Date.now() % 1_000_000 : Number(asked);
}

export function openChance(seed = askedSeed()): Chance {
  let state = seed;
  // Mulberry32, by Tommy Ettinger.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    seed,
    next,
    between: (least, most) => Math.floor(least + next() * (most - least + 1)),
    shuffled: (list) =>
      list
        .map((it) => ({ it, rank: next() }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ it }) => it),
  };
}
