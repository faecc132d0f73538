// First come, first served, against the same said as a loop.
import fc from "fast-check";
import { expect, test } from "vitest";
import { inTenant } from "../../support/tenants.ts";

const claim = fc.record({
  claimant: fc.nat(4),
  pots: fc.subarray([0, 1, 2], { minLength: 1 }),
  amount: fc.nat(12),
});
const history = fc.record({
  rooms: fc.tuple(fc.integer({ min: -3, max: 30 }), fc.nat(30), fc.nat(30)),
  claims: fc.array(claim, { maxLength: 20 }),
  cascades: fc.boolean(),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

function oneByOne({ rooms, claims, cascades }: History): number[] {
  const left = [...rooms];
  const fallen = new Set<number>();
  const unmet: number[] = [];
  for (const [place, { claimant, pots, amount }] of claims.entries()) {
    const fits = amount === 0 || pots.every((pot) => left[pot]! >= amount);
    if (fits && !(cascades && fallen.has(claimant))) {
      for (const pot of pots) left[pot]! -= amount;
    } else {
      unmet.push(place);
      fallen.add(claimant);
    }
  }
  return unmet;
}

const id = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, "0")}`;

test("claims are met as if they came one by one", () =>
  inTenant(async ({ root }) => {
    await fc.assert(
      fc.asyncProperty(history, async (it) => {
        const rows = it.claims.flatMap(({ claimant, pots, amount }, place) =>
          pots.map((pot) => ({
            place,
            claimant: it.cascades ? id(claimant) : null,
            family: id(0),
            pot: id(pot),
            amount,
            room: it.rooms[pot],
          })),
        );
        const unmet = await root.value<number[]>(
          `select array(select unnest(kernel.unmet_claims(array(
            select c from jsonb_populate_recordset(null::kernel.claim, $1) as c))) order by 1)`,
          [JSON.stringify(rows)],
        );
        expect(unmet).toEqual(oneByOne(it));
      }),
      { numRuns: 300 },
    );
  }));
